package wit

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Text renders a value of WIT for people, as fmt's verb %v does, but what an option holds is shown
// as it is and not as an address, wherever it stands.
func Text(v any) string {
	var b strings.Builder
	write(&b, reflect.ValueOf(v))
	return b.String()
}

func write(b *strings.Builder, v reflect.Value) {
	if !v.IsValid() {
		b.WriteString("none")
		return
	}
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		writeElem(b, v)
		return
	}
	if v.CanInterface() {
		switch s := v.Interface().(type) {
		case error:
			b.WriteString(s.Error())
			return
		case fmt.Stringer:
			b.WriteString(s.String())
			return
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		writeStruct(b, v)
	case reflect.Slice, reflect.Array:
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(' ')
			}
			write(b, v.Index(i))
		}
		b.WriteByte(']')
	case reflect.Map:
		writeMap(b, v)
	default:
		fmt.Fprint(b, v)
	}
}

// writeElem shows what a pointer or an interface holds. A handle is a pointer to something that has
// no content of its own.
func writeElem(b *strings.Builder, v reflect.Value) {
	if v.IsNil() {
		b.WriteString("none")
		return
	}
	elem := v.Elem()
	if elem.Kind() == reflect.Struct && elem.NumField() == 1 && elem.Type().Field(0).Name == "Handle" {
		b.WriteString(elem.Type().Name())
		return
	}
	if v.Kind() == reflect.Interface && elem.Kind() == reflect.Struct {
		b.WriteString(elem.Type().Name()) // a case of a variant
	}
	write(b, elem)
}

// writeMap shows the entries in the order of their texts, which does not change from run to run.
func writeMap(b *strings.Builder, v reflect.Value) {
	entries := make([]string, 0, v.Len())
	for _, key := range v.MapKeys() {
		var entry strings.Builder
		write(&entry, key)
		entry.WriteByte(':')
		write(&entry, v.MapIndex(key))
		entries = append(entries, entry.String())
	}
	slices.Sort(entries)
	b.WriteString("map[" + strings.Join(entries, " ") + "]")
}

func writeStruct(b *strings.Builder, v reflect.Value) {
	b.WriteByte('{')
	for i := range v.NumField() {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(v.Type().Field(i).Name)
		b.WriteByte(':')
		write(b, v.Field(i))
	}
	b.WriteByte('}')
}
