// Goroutines, channels, maps, recovered panics, regular expressions, JSON,
// sorting, formatting, a heap under pressure, and files in a directory.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"
)

type shape interface{ area() float64 }
type square struct{ Side float64 }
type circle struct{ Radius float64 }

func (s square) area() float64 { return s.Side * s.Side }
func (c circle) area() float64 { return 3 * c.Radius * c.Radius }

type pair[K comparable, V any] struct {
	Key   K
	Value V
}

func sortedPairs[K comparable, V any](m map[K]V, less func(a, b pair[K, V]) bool) []pair[K, V] {
	list := make([]pair[K, V], 0, len(m))
	for key, value := range m {
		list = append(list, pair[K, V]{key, value})
	}
	sort.Slice(list, func(i, j int) bool { return less(list[i], list[j]) })
	return list
}

func workers() {
	jobs := make(chan int)
	sums := make(chan int, 4)
	var group sync.WaitGroup
	for i := 0; i < 4; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			sum := 0
			for n := range jobs {
				sum += n * n
				if n%50 == 0 {
					runtime.Gosched()
				}
			}
			sums <- sum
		}()
	}
	for i := 1; i <= 1000; i++ {
		jobs <- i
	}
	close(jobs)
	group.Wait()
	close(sums)
	total := 0
	for sum := range sums {
		total += sum
	}
	fmt.Println("workers", total)

	// A pipe of a thousand goroutines.
	first := make(chan int)
	in := first
	for i := 0; i < 1000; i++ {
		out := make(chan int)
		go func(in <-chan int, out chan<- int) {
			for n := range in {
				out <- n + 1
			}
			close(out)
		}(in, out)
		in = out
	}
	go func() {
		for i := 0; i < 5; i++ {
			first <- i
		}
		close(first)
	}()
	for n := range in {
		fmt.Print(n, " ")
	}
	fmt.Println()

	var mutex sync.Mutex
	condition := sync.NewCond(&mutex)
	turn, text := 0, ""
	for i := 0; i < 3; i++ {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			for round := 0; round < 3; round++ {
				mutex.Lock()
				for turn != i {
					condition.Wait()
				}
				text += string(rune('a' + i))
				turn = (turn + 1) % 3
				condition.Broadcast()
				mutex.Unlock()
			}
		}(i)
	}
	group.Wait()
	fmt.Println("turns", text)

	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	select {
	case <-ctx.Done():
		fmt.Println("timeout", ctx.Err())
	case <-time.After(time.Minute):
		fmt.Println("late")
	}
}

type failure struct{ code int }

func (f *failure) Error() string { return fmt.Sprintf("failure %d", f.code) }

var log strings.Builder

func try(name string, f func()) {
	defer func() {
		switch value := recover().(type) {
		case nil:
			fmt.Println(name, "returned")
		case runtime.Error:
			fmt.Println(name, value)
		case error:
			var wanted *failure
			fmt.Println(name, value, errors.As(value, &wanted))
		default:
			fmt.Printf("%s %T %v\n", name, value, value)
		}
	}()
	f()
}

func deep(n int) int {
	defer func() { log.WriteByte(byte('0' + n%10)) }()
	if n == 0 {
		panic(fmt.Errorf("wrapped: %w", &failure{7}))
	}
	return 1 + deep(n-1)
}

func panics() {
	var list []int
	var none map[string]int
	var pointer *square
	var s shape
	zero := len(list)
	try("index", func() { list[zero+5]++ })
	try("slice", func() { _ = "text"[zero+3 : zero+2] })
	try("map", func() { none["x"] = 1 })
	try("nil", func() { fmt.Println(pointer.Side) })
	try("interface", func() { s.area() })
	try("cast", func() { fmt.Println(any(3).(string)) })
	try("divide", func() { fmt.Println(5 / zero) })
	try("channel", func() { c := make(chan int); close(c); close(c) })
	try("make", func() { _ = make([]int, zero-1) })
	try("deep", func() { deep(20) })
	fmt.Println(log.String())
	try("again", func() {
		defer func() { panic(fmt.Sprint("second after ", recover())) }()
		panic("first")
	})
	try("none", func() {})
	caught := 0
	for i := 0; i < 3000; i++ {
		func() {
			defer func() {
				if recover() != nil {
					caught++
				}
			}()
			_ = list[i]
		}()
	}
	fmt.Println("caught", caught)
	ended := make(chan string)
	go func() {
		defer func() { ended <- "deferred" }()
		runtime.Goexit()
	}()
	fmt.Println(<-ended)
}

type record struct {
	Name   string            `json:"name"`
	Values []float64         `json:"values,omitempty"`
	Inner  *record           `json:"inner,omitempty"`
	Labels map[string]string `json:"labels,omitempty"`
	hidden int
}

func texts() {
	counts := map[string]int{}
	for _, word := range strings.Fields("to be or not to be that is the question") {
		counts[word]++
	}
	for _, p := range sortedPairs(counts, func(a, b pair[string, int]) bool {
		return a.Value > b.Value || a.Value == b.Value && a.Key < b.Key
	}) {
		fmt.Printf("%-8s|%3d|%+v\n", p.Key, p.Value, p)
	}
	expression := regexp.MustCompile(`(?i)(\w+)@(\w+)\.(com|org)`)
	text := "Write to ada@example.org, BOB@Test.COM or nobody@nowhere."
	fmt.Println(expression.FindAllStringSubmatch(text, -1))
	fmt.Println(expression.ReplaceAllString(text, "$2 at $1"))
	encoded, err := json.Marshal(record{"out", []float64{1, 2.5, 1e21}, &record{Name: "ü<\n"},
		map[string]string{"b": "2", "a": "1"}, 5})
	fmt.Println(string(encoded), err)
	var decoded record
	fmt.Println(json.Unmarshal(encoded, &decoded), decoded.Inner.Name == "ü<\n", decoded.Values)
	var number *json.UnmarshalTypeError
	fmt.Println(errors.As(json.Unmarshal([]byte(`{"name": 5}`), &decoded), &number), number.Field)
	shapes := []shape{square{2}, &square{3}, circle{1.5}}
	total := 0.0
	for _, s := range shapes {
		total += s.area()
	}
	fmt.Printf("%.3f %v %T %08.3f %x %q %U\n", total, shapes[0], shapes[1], math.Pi, "héllo", 'x', '世')
	fmt.Println(math.Inf(1), -math.MaxFloat64, math.NaN(), 1e-7, float32(0.1), math.Sqrt(2))
	product := big.NewInt(1)
	for i := int64(2); i <= 60; i++ {
		product.Mul(product, big.NewInt(i))
	}
	fmt.Println(product)
	fmt.Println(time.Date(2000, 2, 29, 12, 0, 0, 0, time.UTC).AddDate(1, 0, 0).Format(time.RFC1123))
	for i, c := range "aé世😀" {
		fmt.Print(i, ":", string(c), " ")
	}
	fmt.Println()
}

type node struct{ left, right *node }

func grow(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{grow(depth - 1), grow(depth - 1)}
}

func (n *node) count() int {
	if n.left == nil {
		return 1
	}
	return 1 + n.left.count() + n.right.count()
}

func pressure() {
	old := grow(15)
	total := 0
	for i := 0; i < 40; i++ {
		total += grow(12).count()
	}
	fmt.Println("trees", total, old.count())
	store := map[int][]byte{}
	finalized := make(chan bool, 1)
	runtime.SetFinalizer(&struct{ text [100]byte }{}, func(any) { finalized <- true })
	for i := 0; i < 40000; i++ {
		store[i*31%500] = bytes.Repeat([]byte{byte(i)}, i%3000)
		if i%3 == 0 {
			delete(store, i%499)
		}
	}
	sum := 0
	for _, block := range store {
		sum += len(block)
	}
	runtime.GC()
	fmt.Println("store", len(store), sum, <-finalized)
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Println("collected", stats.NumGC > 3, stats.HeapAlloc < 64<<20)
}

func files(dir string) error {
	path := filepath.Join(dir, "sub", "numbers.txt")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	writer := bufio.NewWriter(file)
	for i := 0; i < 1000; i++ {
		fmt.Fprintln(writer, i)
	}
	if err := writer.Flush(); err != nil {
		return err
	}
	if _, err := file.WriteAt([]byte("zero"), 0); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	fmt.Println("file", len(data), strings.Count(string(data), "\n"), crc32.ChecksumIEEE(data))
	if err := os.Rename(path, filepath.Join(dir, "sub", "renamed.txt")); err != nil {
		return err
	}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil {
			relative, _ := filepath.Rel(dir, path)
			fmt.Println("walk", relative, d.IsDir())
		}
		return err
	})
	if err != nil {
		return err
	}
	_, err = os.Open(filepath.Join(dir, "none"))
	fmt.Println("missing", errors.Is(err, fs.ErrNotExist))
	return os.RemoveAll(filepath.Join(dir, "sub"))
}

func main() {
	fmt.Println("args", os.Args[2:], os.Getenv("GREETING"))
	workers()
	panics()
	texts()
	pressure()
	input, err := io.ReadAll(os.Stdin)
	fmt.Println("input", strings.ToUpper(string(input)), err)
	if err := files(os.Args[1]); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	os.Exit(3)
}
