package main

import (
	"bytes"
	"fmt"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"os"
	"path/filepath"
	"time"

	"shop.example/storefront/gen/shop/storefront/mails"
)

// outbox is the folder from which letters go out: whatever sends mail takes them from there.
const outbox = "/outbox"

// post puts a letter into the outbox, whole or not at all.
func post(number string, mail mails.Mail) error {
	text, err := message(mail)
	if err != nil {
		return err
	}
	path := filepath.Join(outbox, number+".eml")
	if err := os.WriteFile(path+".part", text, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

// message is a mail as it is sent, with its text in both forms.
func message(mail mails.Mail) ([]byte, error) {
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for _, part := range []struct{ kind, text string }{{"text/plain", mail.Text}, {"text/html", mail.HTML}} {
		header := textproto.MIMEHeader{}
		header.Set("Content-Type", part.kind+"; charset=utf-8")
		header.Set("Content-Transfer-Encoding", "quoted-printable")
		w, err := parts.CreatePart(header)
		if err != nil {
			return nil, err
		}
		encoded := quotedprintable.NewWriter(w)
		if _, err := encoded.Write([]byte(part.text)); err != nil {
			return nil, err
		}
		if err := encoded.Close(); err != nil {
			return nil, err
		}
	}
	if err := parts.Close(); err != nil {
		return nil, err
	}
	var text bytes.Buffer
	recipient := netmail.Address{Address: mail.Recipient}
	fmt.Fprintf(&text, "From: Fernweh <shop@fernweh.example>\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMIME-Version: 1.0\r\n",
		recipient.String(), mime.QEncoding.Encode("utf-8", mail.Subject), time.Now().Format(time.RFC1123Z))
	fmt.Fprintf(&text, "Content-Type: multipart/alternative; boundary=%s\r\n\r\n", parts.Boundary())
	_, _ = body.WriteTo(&text)
	return text.Bytes(), nil
}
