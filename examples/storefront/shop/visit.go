package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"log"
	"net/http"
	"strings"
	"time"

	"shop.example/storefront/gen/shop/storefront/cart"
	"shop.example/storefront/gen/shop/storefront/pages"
)

const (
	cookieName = "fernweh"
	mostOfForm = 64 << 10
)

var (
	errUnknown = errors.New("no such page")
	errStale   = errors.New("a form without its token")
	errUnpaid  = errors.New("no answer of the bank")
)

// visit is one request with the session of who sent it.
type visit struct {
	*http.Request
	w        http.ResponseWriter
	sessions *sessions
	id       string
	session  session
	// messages are shown on the page that answers.
	messages []cart.Message
}

// page turns a function that fails into a handler: whatever happens, the visitor gets a page.
func (s *shop) page(answer func(*visit) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, mostOfForm)
		v, err := s.visit(w, r)
		if err == nil {
			err = answer(v)
		}
		if err != nil {
			v.fail(err)
		}
	})
}

// visit finds who sent a request. A form that changes something has to come from a page of ours.
func (s *shop) visit(w http.ResponseWriter, r *http.Request) (*visit, error) {
	v := &visit{Request: r, w: w, sessions: &s.sessions}
	if cookie, err := r.Cookie(cookieName); err == nil && isID(cookie.Value) {
		v.id = cookie.Value
		if v.session, err = s.sessions.load(v.id); err != nil {
			return v, err
		}
	} else if err := v.greet(); err != nil {
		return v, err
	}
	if r.Method != http.MethodPost {
		return v, nil
	}
	if err := r.ParseForm(); err != nil || !hmac.Equal([]byte(r.PostForm.Get("token")), []byte(v.token())) {
		return v, errStale
	}
	return v, nil
}

// greet gives somebody new an identity. Nothing is stored before there is something to remember.
func (v *visit) greet() error {
	secure, err := setting("secure-cookies")
	v.id = newID()
	http.SetCookie(v.w, &http.Cookie{
		Name: cookieName, Value: v.id, Path: "/", MaxAge: int(sessionLife / time.Second),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: secure == "on",
	})
	return err
}

// newID is what nobody guesses.
func newID() string {
	var bytes [16]byte
	_, _ = rand.Read(bytes[:]) // never fails, says its documentation
	return base64.RawURLEncoding.EncodeToString(bytes[:])
}

func isID(text string) bool {
	bytes, err := base64.RawURLEncoding.DecodeString(text)
	return err == nil && len(bytes) == 16
}

// token is in every form. It follows from the session's id, which other sites can't read.
func (v *visit) token() string {
	mac := hmac.New(sha256.New, []byte(v.id))
	_, _ = mac.Write([]byte("form"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// field is what was typed into a field of a form, or of a search. Strings of WIT are Unicode, whatever a client sends.
func (v *visit) field(name string) string { return unicode(v.FormValue(name)) }

// part is the part of the path with that name.
func (v *visit) part(name string) string { return unicode(v.PathValue(name)) }

func unicode(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

// change changes the session, whatever other requests of the same visitor do meanwhile.
func (v *visit) change(how func(*session)) error {
	changed, err := v.sessions.update(v.id, how)
	if err == nil {
		v.session = changed
	}
	return err
}

// show answers with a page.
func (v *visit) show(status int, page pages.Page) error {
	messages := append(v.session.Messages, v.messages...)
	if len(v.session.Messages) > 0 {
		if err := v.change(func(s *session) { s.Messages = nil }); err != nil {
			return err
		}
	}
	v.write(status, pages.Frame{
		Query: v.field("q"), Pieces: v.session.pieces(), Token: v.token(), Messages: messages,
	}, page)
	return nil
}

// send sends the visitor to another page, which shows what is said.
func (v *visit) send(path string, messages ...cart.Message) error {
	if messages = append(v.messages, messages...); len(messages) > 0 {
		if err := v.change(func(s *session) { s.Messages = append(s.Messages, messages...) }); err != nil {
			return err
		}
	}
	http.Redirect(v.w, v.Request, path, http.StatusSeeOther)
	return nil
}

// fail answers with a page that says what is wrong, without a word from inside.
func (v *visit) fail(err error) {
	status, failure := http.StatusInternalServerError, pages.FailureBroken
	switch {
	case errors.Is(err, errUnknown):
		status, failure = http.StatusNotFound, pages.FailureUnknown
	case errors.Is(err, errStale):
		status, failure = http.StatusForbidden, pages.FailureStale
	case errors.Is(err, errUnpaid):
		status, failure = http.StatusServiceUnavailable, pages.FailureUnpaid
	}
	if status >= http.StatusInternalServerError {
		log.Printf("%s %s: %v", v.Method, v.URL.Path, err)
	}
	v.write(status, pages.Frame{Pieces: v.session.pieces(), Token: v.token()}, pages.PageFailure{Value: failure})
}

func (v *visit) write(status int, frame pages.Frame, page pages.Page) {
	html := pages.Render(frame, page)
	header := v.w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "private, no-cache")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	header.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; style-src 'self'; "+
		"form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	v.w.WriteHeader(status)
	_, _ = io.WriteString(v.w, html) // whoever left doesn't read it
}
