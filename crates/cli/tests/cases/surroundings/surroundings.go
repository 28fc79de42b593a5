package main

import (
	"bufio"
	"bytes"
	crand "crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// What a program finds around it, by Go's own calls.

func tell(what string) []string {
	switch what {
	case "arguments":
		return os.Args[1:]
	case "environment":
		_, there := os.LookupEnv("NOT_THERE")
		return []string{os.Getenv("NAME") + "," + os.Getenv("EMPTY"), fmt.Sprint(there), fmt.Sprint(len(os.Environ()))}
	case "clocks":
		for start := time.Now(); time.Since(start) == 0; {
		}
		zone, _ := time.Now().Zone()
		return []string{time.Unix(0, 0).Format(time.DateTime), zone, fmt.Sprint(time.Now().Unix() > 1_700_000_000)}
	case "random":
		var one, two [16]byte
		crand.Read(one[:])
		crand.Read(two[:])
		if one == two {
			return []string{"1", "4"}
		}
		return []string{"2", "4"}
	case "input":
		return lines()
	case "output":
		fmt.Print("out 1, ")
		fmt.Fprint(os.Stderr, "err 1, ")
		os.Stdout.WriteString("out é\n")
		fmt.Fprintln(os.Stderr, "err 2")
		return nil
	case "files":
		said, err := files()
		if err != nil {
			panic(err)
		}
		return said
	case "temporary":
		return temporary()
	case "denied":
		return denied()
	case "read-only":
		return []string{attempt(func() error { return os.WriteFile("/only/x", nil, 0o666) })}
	case "library":
		return library()
	case "exit":
		os.Exit(7)
	case "open":
		if _, err := os.ReadFile("/secret/x"); err != nil {
			panic(err)
		}
	}
	return nil
}

func lines() []string {
	in := bufio.NewReader(os.Stdin)
	first, _ := in.ReadString('\n')
	rest, _ := io.ReadAll(in)
	end, _ := io.ReadAll(os.Stdin)
	said := append([]string{strings.TrimSuffix(first, "\n")}, strings.Split(string(rest), "\n")...)
	return append(said, fmt.Sprint(len(end)))
}

func attempt(act func() error) string {
	err := act()
	switch {
	case err == nil:
		return "done"
	case errors.Is(err, fs.ErrPermission) && strings.Contains(err.Error(), "--dir"):
		return "denied, --dir"
	case errors.Is(err, fs.ErrPermission):
		return "denied"
	case errors.Is(err, fs.ErrNotExist):
		return "missing"
	case errors.Is(err, syscall.ENOTEMPTY):
		return "not empty"
	case errors.Is(err, fs.ErrExist):
		return "exists"
	case errors.Is(err, syscall.EISDIR):
		return "folder"
	default:
		return err.Error()
	}
}

func files() ([]string, error) {
	folder := filepath.Join("/", os.Getenv("ROOT"), "data/a/b")
	file, c, d := filepath.Join(folder, "é.txt"), filepath.Join(folder, "c.txt"), filepath.Join(folder, "d.bin")
	err := errors.Join(os.MkdirAll(folder, 0o777), os.WriteFile(file, []byte("one\ntwo\n"), 0o666))
	out, failed := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err = errors.Join(err, failed); err != nil {
		return nil, err
	}
	fmt.Fprintln(out, "drei é")
	text, failed := os.ReadFile(file)
	err = errors.Join(err, out.Close(), failed)
	info, failed := os.Stat(file)
	if err = errors.Join(err, failed); err != nil {
		return nil, err
	}
	said := []string{strings.ReplaceAll(strings.TrimSpace(string(text)), "\n", ","), fmt.Sprint(info.Size())}
	err = errors.Join(os.Rename(file, c), os.WriteFile(d, text, 0o666))
	entries, failed := os.ReadDir(folder)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	said = append(said, strings.Join(names, ","))
	both, failed2 := os.OpenFile(c, os.O_RDWR, 0)
	if err = errors.Join(err, failed, failed2); err != nil {
		return nil, err
	}
	middle := make([]byte, 3)
	_, one := both.Seek(4, io.SeekStart)
	_, two := io.ReadFull(both, middle)
	_, three := both.WriteAt([]byte("ONE"), 0)
	err = errors.Join(one, two, three, both.Truncate(3), both.Close())
	left, failed := os.ReadFile(c)
	said = append(said, string(middle)+" "+string(left))
	err = errors.Join(err, failed, os.WriteFile(d, []byte{0, 255, 128}, 0o666))
	data, failed := os.ReadFile(d)
	said = append(said, hex.EncodeToString(data))
	when := time.Unix(1_000_000_000, 0)
	err = errors.Join(err, failed, os.Chtimes(d, when, when))
	info, failed = os.Stat(d)
	if err = errors.Join(err, failed); err != nil {
		return nil, err
	}
	said = append(said, fmt.Sprint(info.ModTime().Unix()))
	_, gone := os.Stat(file)
	top, failed := os.Stat(folder)
	if err = errors.Join(err, failed); err != nil {
		return nil, err
	}
	said = append(said, fmt.Sprint(gone == nil, top.IsDir(), info.Mode().IsRegular()))
	said = append(said,
		attempt(func() error { _, err := os.ReadFile(file); return err }),
		attempt(func() error { _, err := os.OpenFile(c, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666); return err }),
		attempt(func() error { return syscall.Rmdir(filepath.Dir(folder)) }),
		attempt(func() error { _, err := os.ReadFile(folder); return err }))
	err = os.RemoveAll(filepath.Dir(folder))
	entries, failed = os.ReadDir(filepath.Join(folder, "../.."))
	return append(said, strings.Repeat("x", len(entries))), errors.Join(err, failed)
}

func temporary() []string {
	folder, err := os.MkdirTemp("", "x")
	path := filepath.Join(folder, "x")
	text, failed := []byte(nil), errors.Join(err, os.WriteFile(path, []byte("x"), 0o666))
	if failed == nil {
		text, failed = os.ReadFile(path)
	}
	if failed = errors.Join(failed, os.RemoveAll(folder)); failed != nil {
		panic(failed)
	}
	_, gone := os.Stat(folder)
	return []string{folder[:5] + " " + string(bytes.TrimSpace(text)), fmt.Sprint(gone == nil)}
}

func denied() []string {
	_, there := os.Stat("/secret/x")
	return []string{
		attempt(func() error { _, err := os.ReadFile("/secret/x"); return err }),
		attempt(func() error { return os.WriteFile("/secret/x", nil, 0o666) }),
		attempt(func() error { _, err := os.ReadDir("/secret"); return err }),
		attempt(func() error { return os.Mkdir("/secret/x", 0o777) }),
		attempt(func() error { return os.Remove("/secret/x") }),
		fmt.Sprint(there == nil),
	}
}
