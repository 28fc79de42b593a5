package main

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"shop.example/storefront/gen/shop/storefront/cart"
	"shop.example/storefront/gen/wasi/keyvalue/atomics"
	"shop.example/storefront/gen/wasi/keyvalue/store"
)

const sessionLife = 30 * 24 * time.Hour

// session is what the shop knows of a visitor.
type session struct {
	Lines    []cart.Line
	Voucher  string         `json:",omitempty"`
	Messages []cart.Message `json:",omitempty"`
	// Orders are the numbers of those that the visitor may look at.
	Orders []string `json:",omitempty"`
	Seen   time.Time
}

func (s session) pieces() uint32 {
	var pieces uint32
	for _, line := range s.Lines {
		pieces += line.Quantity
	}
	return pieces
}

func (s session) quantity(sku string) uint32 {
	at := slices.IndexFunc(s.Lines, func(line cart.Line) bool { return line.Sku == sku })
	if at < 0 {
		return 0
	}
	return s.Lines[at].Quantity
}

// sessions keeps them in the store of that name.
type sessions struct{ opened *store.Bucket }

func (s *sessions) bucket() (*store.Bucket, error) {
	if s.opened == nil {
		bucket, err := store.Open("sessions")
		if err != nil {
			return nil, err
		}
		s.opened = bucket
	}
	return s.opened, nil
}

// load gives an empty session to who has none.
func (s *sessions) load(id string) (session, error) {
	bucket, err := s.bucket()
	if err != nil {
		return session{}, err
	}
	kept, err := bucket.Get(id)
	if err != nil {
		return session{}, err
	}
	return decode(kept)
}

// update changes a session, again when somebody else has changed it meanwhile.
func (s *sessions) update(id string, how func(*session)) (session, error) {
	bucket, err := s.bucket()
	if err != nil {
		return session{}, err
	}
	cas, err := atomics.CasNew(bucket, id)
	if err != nil {
		return session{}, err
	}
	for {
		kept, err := cas.Current()
		if err != nil {
			_ = cas.Close()
			return session{}, err
		}
		changed, err := decode(kept)
		if err != nil {
			_ = cas.Close()
			return session{}, err
		}
		how(&changed)
		changed.Seen = time.Now()
		text, err := json.Marshal(changed)
		if err != nil {
			_ = cas.Close()
			return session{}, err
		}
		err = atomics.Swap(cas, text)
		var newer atomics.CasErrorCasFailed
		if !errors.As(err, &newer) {
			return changed, err
		}
		cas = newer.Value
	}
}

func decode(kept *[]byte) (session, error) {
	var s session
	if kept == nil {
		return s, nil
	}
	if err := json.Unmarshal(*kept, &s); err != nil {
		return session{}, err
	}
	if time.Since(s.Seen) > sessionLife {
		return session{}, nil
	}
	return s, nil
}
