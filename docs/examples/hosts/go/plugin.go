package main

//go:generate clang-19 --target=wasm32 -O2 -fno-builtin -nostdlib -Wl,--no-entry ../guest/expand.c -o expand.wasm
//go:generate wasm2obj expand.wasm -o expand.o
//go:generate wasm2obj expand.wasm --emit=header -o expand.h

/*
#cgo pkg-config: wasm2obj
#cgo LDFLAGS: ${SRCDIR}/expand.o
#include "expand.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"unsafe"
)

// ErrBadRange: the guest gave an address or a length that cannot be.
var ErrBadRange = errors.New("not in the guest's memory")

// Trap is how a guest was stopped.
type Trap struct {
	Code    int
	Message string
}

func (t *Trap) Error() string { return "trap: " + t.Message }

// Plugin is an instance. Any goroutine may use it, one at a time.
type Plugin struct{ instance *C.w2o_instance }

func NewPlugin() (*Plugin, error) {
	var failure C.w2o_error
	instance := C.expand_instantiate(nil, &failure)
	if instance == nil {
		return nil, errors.New(C.GoString(&failure.message[0]))
	}
	return &Plugin{instance}, nil
}

// Close frees the instance. No call may be active.
func (p *Plugin) Close() { C.w2o_instance_delete(p.instance) }

// Expand has the guest expand text.
func (p *Plugin) Expand(text []byte) ([]byte, error) {
	var source, target, length C.int32_t
	size := C.int32_t(len(text))
	if trap := C.expand_input(p.instance, size, &source); trap != 0 {
		return nil, p.trap()
	}
	input, ok := view(p.instance, source, size)
	if source == 0 || !ok {
		return nil, ErrBadRange
	}
	copy(input, text)
	if trap := C.expand_expand(p.instance, size, &length); trap != 0 {
		return nil, p.trap()
	}
	if trap := C.expand_output(p.instance, &target); trap != 0 {
		return nil, p.trap()
	}
	output, ok := view(p.instance, target, length)
	if !ok {
		return nil, ErrBadRange
	}
	return append([]byte(nil), output...), nil
}

func (p *Plugin) trap() error {
	var failure C.w2o_error
	C.w2o_last_error(p.instance, &failure)
	return &Trap{int(failure.trap), C.GoString(&failure.message[0])}
}

// A range of the guest's memory, which the guest may change whenever it runs;
// false when it is not inside.
func view(instance *C.w2o_instance, at, size C.int32_t) ([]byte, bool) {
	memory := C.expand_memory(instance)
	place := C.w2o_memory_at(memory, C.uint64_t(uint32(at)),
		C.uint64_t(uint32(size)))
	if place == nil {
		return nil, false
	}
	return unsafe.Slice((*byte)(place), uint32(size)), true
}

// The import "host" "log" is in log.c, which calls this. No panic may leave a
// function that a guest calls: it would jump over the guest's frames.
//
//export hostLog
func hostLog(caller *C.w2o_instance, at, size C.int32_t) C.bool {
	text, ok := view(caller, at, size)
	if ok {
		fmt.Printf("guest: %s\n", text)
	}
	return C.bool(ok)
}
