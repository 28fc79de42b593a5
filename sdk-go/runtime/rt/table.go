//go:build wasm

package rt

// The objects whose owners are outside this component. A slot's index is the representation of its
// resource; 0 is never used.
var (
	objects  = make([]object, 1, 16)
	freeSlot uint32
)

type object struct {
	value    any
	next     uint32
	returned bool
}

// Register keeps v until its handle is dropped, and returns its representation.
func Register(v any, where string) uint32 {
	if v == nil {
		fail(where, "expected a resource, got nil")
	}
	if freeSlot == 0 {
		objects = append(objects, object{value: v})
		return uint32(len(objects) - 1)
	}
	rep := freeSlot
	freeSlot = objects[rep].next
	objects[rep] = object{value: v}
	return rep
}

// Object returns the object that rep represents.
func Object(rep uint32) any { return objects[rep].value }

// Reclaim takes back a handle of our own resource: this component owns the object again, and the drop
// of the handle does not run the object's destructor.
func Reclaim(handle uint32, rep func(uint32) uint32, drop func(uint32)) any {
	r := rep(handle)
	v := objects[r].value
	objects[r].returned = true
	drop(handle)
	return v
}

// Destroy frees rep and returns its object, or nil when this component owns the object again.
func Destroy(rep uint32) any {
	o := objects[rep]
	objects[rep] = object{next: freeSlot}
	freeSlot = rep
	if o.returned {
		return nil
	}
	return o.value
}
