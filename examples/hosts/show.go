// Linux:   go run show.go 首页.xml
// Windows: go run show.go 首页.xml（要有 MinGW 的 gcc）
package main

// #cgo CFLAGS: -I${SRCDIR}/include
// #cgo LDFLAGS: -L${SRCDIR} -lpregroup_flat
// #cgo linux LDFLAGS: -Wl,-rpath,$ORIGIN -Wl,-rpath,${SRCDIR}
// #include <pregroup/flat.h>
import "C"

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"unsafe"
)

type result struct {
	Findings   []struct{ Severity, Rule, Message string }
	Grouping   struct{ Status, Group, Name string }
	Settlement struct {
		Status   string
		Standard json.Number // 金额留作文字，不经过浮点数
	}
}

func text(b []byte) string {
	return string(b[:bytes.IndexByte(b, 0)])
}

func chars(b []byte) (*C.char, C.int32_t) {
	return (*C.char)(unsafe.Pointer(&b[0])), C.int32_t(len(b))
}

// 规则包的路径；空的是内置的示例市。
func open(pack string) (engine unsafe.Pointer, err error) {
	reason := make([]byte, 512)
	path, _ := chars(append([]byte(pack), 0))
	msg, size := chars(reason)
	if C.pregroup_flat_open(path, &engine, 1, msg, size) != 0 {
		err = errors.New(text(reason))
	}
	return
}

func check(engine unsafe.Pointer, page []byte) (results []result, err error) {
	from, length := chars(append(page, 0))
	need := C.int32_t(65536)
	for {
		out := make([]byte, need)
		to, size := chars(out)
		status := C.pregroup_flat_run(engine, unsafe.Pointer(from), length-1, 0,
			to, size, &need)
		if status == 12 { // 缓冲区不够，need 是需要的字节数
			continue
		}
		if status != 0 {
			return nil, errors.New(text(out))
		}
		for lines := json.NewDecoder(strings.NewReader(text(out))); lines.More(); {
			var r result
			if err := lines.Decode(&r); err != nil {
				return nil, err
			}
			results = append(results, r)
		}
		return results, nil
	}
}

func must(err error) {
	if err != nil {
		log.Fatal("pregroup：", err)
	}
}

func main() {
	page, err := os.ReadFile(os.Args[1])
	must(err)
	engine, err := open("")
	must(err)
	defer C.pregroup_flat_close(engine)
	results, err := check(engine, page)
	must(err)
	for _, r := range results {
		for _, f := range r.Findings {
			fmt.Println(f.Severity, f.Rule, f.Message)
		}
		if r.Grouping.Status == "grouped" {
			fmt.Println("病种", r.Grouping.Group, r.Grouping.Name)
		}
		if r.Settlement.Status == "priced" {
			fmt.Println("支付标准", r.Settlement.Standard, "元")
		}
	}
}
