// A host in Go: Plugin is an instance of the guest, a trap is an error.
package main

import (
	"fmt"
	"os"
)

func run() error {
	plugin, err := NewPlugin()
	if err != nil {
		return err
	}
	for _, text := range []string{"3a2b", "5000000z", "?", "!", "2o1k"} {
		bytes, err := plugin.Expand([]byte(text))
		if err == nil {
			fmt.Printf("%s -> %s\n", text, bytes)
			continue
		}
		fmt.Printf("%s -> %v\n", text, err)
		plugin.Close()
		if plugin, err = NewPlugin(); err != nil {
			return err
		}
	}
	plugin.Close()
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
