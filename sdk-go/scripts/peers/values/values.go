// Package values is what peers that speak JSON exchange.
package values

import "fmt"

// Kind is a size by name.
type Kind string

var kinds = [...]Kind{"small", "medium", "large"}

// Terms are what is added.
type Terms struct {
	A int32 `json:"a"`
	B int32 `json:"b"`
}

// Point is a record of plain fields.
type Point struct {
	ID   uint32  `json:"id"`
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
	On   bool    `json:"on"`
	Kind Kind    `json:"kind"`
}

// NewPoint makes the point of a number.
func NewPoint(i uint32) Point {
	return Point{ID: i, X: float64(i) / 2, Y: -float64(i), On: i%3 == 0, Kind: kinds[i%3]}
}

// Item is a record whose fields have memory of their own.
type Item struct {
	ID   uint32   `json:"id"`
	Name string   `json:"name"`
	Tags []string `json:"tags"`
}

// NewItem makes the item of a number.
func NewItem(i uint32) Item {
	return Item{ID: i, Name: fmt.Sprintf("item %d", i), Tags: []string{"new", fmt.Sprintf("tag %d", i%10)}}
}

// Length is one of its fields; none of them is `auto`.
type Length struct {
	Pixels *uint32  `json:"pixels,omitempty"`
	Share  *float64 `json:"share,omitempty"`
}

// Size is two lengths.
type Size struct {
	Width  Length `json:"width"`
	Height Length `json:"height"`
}

// Label may have a text.
type Label struct {
	Text *string `json:"text"`
}

// Shape is one of its fields; none of them is an empty one.
type Shape struct {
	Circle *Length `json:"circle,omitempty"`
	Frame  *Size   `json:"frame,omitempty"`
	Label  *Label  `json:"label,omitempty"`
}

// NewShape makes the shape of a number.
func NewShape(i uint32) Shape {
	share, text := float64(i)/2, fmt.Sprintf("shape %d", i)
	switch i % 5 {
	case 0:
		return Shape{}
	case 1:
		return Shape{Circle: &Length{Pixels: &i}}
	case 2:
		return Shape{Frame: &Size{Height: Length{Share: &share}}}
	case 3:
		return Shape{Label: &Label{&text}}
	default:
		return Shape{Label: &Label{}}
	}
}

// Problem is how a call fails.
type Problem struct {
	Code   uint32 `json:"code"`
	Reason string `json:"reason"`
}

// List makes a list of so many elements.
func List[T any](count int, element func(uint32) T) []T {
	list := make([]T, count)
	for i := range list {
		list[i] = element(uint32(i))
	}
	return list
}
