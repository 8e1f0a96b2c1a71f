// Package mail hands messages to a mail server over SMTP. It knows nothing of
// why a message is sent: the outbox does, and marks what left.
package mail

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Server is where mail leaves. From is the sender, with or without a name:
// "Northmere Commissioning <no-reply@northmere.example>".
type Server struct {
	Host     string // host:port
	User     string // empty: the server asks for none
	Password string
	From     string
}

// Message is one plain-text mail.
type Message struct {
	To, Subject, Body string
	Unsubscribe       string // address of one-click unsubscribing; empty on mail that nobody can turn off
	At                time.Time
}

// patience is how long one message may take: the runner sends them in turn.
const patience = 20 * time.Second

// Send hands a message over. TLS is used whenever the server offers it, and
// always when a password is sent.
func (s Server) Send(ctx context.Context, m Message) error {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.From(s.From); err != nil {
		return fmt.Errorf("sender %q: %w", s.From, err)
	}
	if err := msg.To(m.To); err != nil {
		return fmt.Errorf("recipient: %w", err)
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.At)
	msg.SetBodyString(gomail.TypeTextPlain, m.Body)
	if m.Unsubscribe != "" {
		msg.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+m.Unsubscribe+">")
		msg.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	host, port, err := net.SplitHostPort(s.Host)
	if err != nil {
		return fmt.Errorf("mail server %q: %w", s.Host, err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return fmt.Errorf("mail server %q: the port is not a number", s.Host)
	}
	options := []gomail.Option{gomail.WithPort(number), gomail.WithTimeout(patience), gomail.WithTLSPolicy(gomail.TLSOpportunistic)}
	if s.User != "" {
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	client, err := gomail.NewClient(host, options...)
	if err != nil {
		return fmt.Errorf("mail server %q: %w", s.Host, err)
	}
	return client.DialAndSendWithContext(ctx, msg)
}
