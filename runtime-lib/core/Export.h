//===- Export.h - Visibility of the runtime's symbols ---------------------===//
//
// Everything is hidden but the public API (W2O_API in wasm2obj_rt.h) and what
// compiled code refers to, which this marks: with libw2o_rt.so both come from
// another object.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_EXPORT_H
#define W2O_CORE_EXPORT_H

#define W2O_EXPORT extern "C" __attribute__((visibility("default")))

#endif // W2O_CORE_EXPORT_H
