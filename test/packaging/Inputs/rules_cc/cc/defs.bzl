"""What Bazel's own tools load of rules_cc, for a Bazel without network.

Debian's rules_cc is for a later Bazel than Debian's Bazel.
"""

cc_binary = native.cc_binary
cc_import = native.cc_import
cc_library = native.cc_library
cc_toolchain = native.cc_toolchain
cc_toolchain_suite = native.cc_toolchain_suite
