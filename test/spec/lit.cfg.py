"""The conformance suite as a lit suite of its own; see spec_format.py."""
import os
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
# Python would leave its cache in the source tree otherwise.
sys.dont_write_bytecode = True

import spec_format  # noqa: E402 (needs the path above)

config.name = "conformance"
config.test_source_root = here
config.test_exec_root = os.path.join(config.w2o_build_dir, "test", "spec")
config.test_format = spec_format.SpecFormat(
    config.w2o_source_dir, config.w2o_build_dir,
    os.path.join(config.w2o_bin_dir, "w2o-spectest"))
