/*===- ProfileData.h - Counters of code that is being profiled ------------===*\
 *
 * An object of `wasm2obj --profile-generate` has sections of its own for what
 * LLVM's instrumentation makes: a record for each function, its counters, the
 * names. LLVM's names of the sections are not used, so that a host which is
 * itself instrumented by a C compiler keeps its own profile apart. The names
 * are C identifiers: linkers define where such sections start and stop.
 *
 * The object's init function hands a w2o_profile_data to the runtime, and a
 * destructor takes it back, for libraries that are unloaded. docs/Profiles.md.
 *
\*===----------------------------------------------------------------------===*/

#ifndef W2O_ABI_PROFILEDATA_H
#define W2O_ABI_PROFILEDATA_H

#include <stdint.h>

#define W2O_PROFILE_RECORDS_SECTION "w2o_prf_data"
#define W2O_PROFILE_COUNTERS_SECTION "w2o_prf_cnts"
#define W2O_PROFILE_NAMES_SECTION "w2o_prf_names"

#define W2O_SYMBOL_PROFILE_ADD "w2o_profile_add"
#define W2O_SYMBOL_PROFILE_REMOVE "w2o_profile_remove"

#ifdef __cplusplus
extern "C" {
#endif

/* What instrumented objects of one program or library share: all of them name
   the same ranges, and the first one that is added stands for the others.
   Begin and end are null where there is no such section. */
typedef struct w2o_profile_data {
  const uint8_t *records_begin, *records_end; /* of LLVM's layout, 64 bytes */
  uint64_t *counters_begin, *counters_end;
  const uint8_t *names_begin, *names_end;
  const char *path; /* --profile-generate; %p is the process's number */
  /* The runtime's; null at first. */
  struct w2o_profile_data *next;
} w2o_profile_data;

/* Any thread, any number of times, in guest mode too. */
void w2o_profile_add(w2o_profile_data *data);
void w2o_profile_remove(w2o_profile_data *data);

#ifdef __cplusplus
}
#endif

#endif /* W2O_ABI_PROFILEDATA_H */
