# wasm2obj_add_lit_tests(<target> <folder>
#   [DEPENDS <file or target>...]  what the tests need to be built before
#   [PARAMS <name>=<value>...])    what tests see as %{name}
#
# A target that runs lit over a folder with a lit.cfg.py that imports
# wasm2obj_lit, and, with enable_testing(), a test of that name for CTest.
function(wasm2obj_add_lit_tests target folder)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "DEPENDS;PARAMS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
      "wasm2obj_add_lit_tests: unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  # A program of that name, or LLVM's copy of the script.
  file(GLOB lit_scripts /usr/lib/llvm-*/build/utils/lit/lit.py)
  list(SORT lit_scripts COMPARE NATURAL ORDER DESCENDING)
  find_program(WASM2OBJ_LIT NAMES lit llvm-lit lit.py DOC "LLVM's lit"
    HINTS ENV LLVM_BIN)
  if(WASM2OBJ_LIT)
    set(lit ${WASM2OBJ_LIT})
  elseif(lit_scripts)
    find_package(Python3 REQUIRED COMPONENTS Interpreter)
    list(GET lit_scripts 0 script)
    set(lit ${Python3_EXECUTABLE} ${script})
  else()
    message(FATAL_ERROR "wasm2obj_add_lit_tests: lit was not found; install it "
      "(PyPI: lit, Debian: llvm-19-tools) or set WASM2OBJ_LIT")
  endif()

  cmake_path(ABSOLUTE_PATH folder BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  set(command ${CMAKE_COMMAND} -E env PYTHONPATH=${WASM2OBJ_LIT_DIR}
    ${lit} -v ${folder})
  foreach(param output=${CMAKE_CURRENT_BINARY_DIR}/${target} ${arg_PARAMS})
    list(APPEND command --param ${param})
  endforeach()
  add_custom_target(${target} COMMAND ${command} DEPENDS ${arg_DEPENDS}
    USES_TERMINAL VERBATIM)
  add_test(NAME ${target} COMMAND ${command})
endfunction()
