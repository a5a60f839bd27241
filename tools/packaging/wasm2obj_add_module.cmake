# wasm2obj_add_module(<target> <module.wasm>
#   [PREFIX <name>]       how all symbols start; default: the target's name
#   [SHARED_RUNTIME]      link with libw2o_rt.so instead of libw2o_rt.a
#   [DEPENDS <file or target>...]  what makes the module, if not a file here
#   [OPTIONS <option>...])         for wasm2obj, e.g. -O3 --imports=instance
#
# Makes a library <target> of the module: whoever links with it gets the code,
# the runtime library, and the header <prefix>.h on the include path. The
# module is compiled again when it or an option changes; sources that include
# the header only when the header changes.
#
# WASM2OBJ_COMPILER_LAUNCHER: a compiler cache to be asked first, e.g. ccache.
function(wasm2obj_add_module target module)
  cmake_parse_arguments(PARSE_ARGV 2 arg "SHARED_RUNTIME" "PREFIX"
    "DEPENDS;OPTIONS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
      "wasm2obj_add_module: unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT WASM2OBJ_EXECUTABLE)
    message(FATAL_ERROR
      "wasm2obj_add_module: wasm2obj was not found; install it or set "
      "WASM2OBJ_EXECUTABLE")
  endif()
  if(NOT arg_PREFIX)
    string(MAKE_C_IDENTIFIER ${target} arg_PREFIX)
  endif()
  cmake_path(ABSOLUTE_PATH module BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  set(options --prefix=${arg_PREFIX} ${arg_OPTIONS})
  set(compiler ${WASM2OBJ_EXECUTABLE})
  if(WASM2OBJ_COMPILER_LAUNCHER)
    set(compiler ${WASM2OBJ_COMPILER_LAUNCHER} ${compiler} -c -x assembler)
  endif()
  # A cross compiler that says what it compiles for.
  if(CMAKE_C_COMPILER_TARGET AND NOT arg_OPTIONS MATCHES "--target")
    list(APPEND options --target=${CMAKE_C_COMPILER_TARGET})
  endif()

  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}.wasm2obj)
  set(object ${folder}/${arg_PREFIX}.o)
  set(header ${folder}/include/${arg_PREFIX}.h)
  file(MAKE_DIRECTORY ${folder}/include)
  add_custom_command(OUTPUT ${object}
    COMMAND ${compiler} ${options} ${module} -o ${object}
    DEPENDS ${module} ${arg_DEPENDS} ${WASM2OBJ_EXECUTABLE}
    COMMENT "Compiling ${module}" VERBATIM)
  # The time of the header is that of its last change.
  add_custom_command(OUTPUT ${header}
    COMMAND ${WASM2OBJ_EXECUTABLE} ${options} --emit=header ${module}
      -o ${header}.new
    COMMAND ${CMAKE_COMMAND} -E copy_if_different ${header}.new ${header}
    BYPRODUCTS ${header}.new
    DEPENDS ${module} ${arg_DEPENDS} ${WASM2OBJ_EXECUTABLE}
    COMMENT "Writing ${arg_PREFIX}.h" VERBATIM)

  add_library(${target} STATIC ${object} ${header})
  set_source_files_properties(${object} PROPERTIES
    EXTERNAL_OBJECT TRUE GENERATED TRUE)
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C)
  target_include_directories(${target} INTERFACE ${folder}/include)
  if(arg_SHARED_RUNTIME)
    target_link_libraries(${target} INTERFACE wasm2obj::w2o_rt_shared)
  else()
    target_link_libraries(${target} INTERFACE wasm2obj::w2o_rt Threads::Threads)
  endif()
endfunction()
