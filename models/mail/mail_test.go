package mail_test

import (
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	ours "hundredweight/models/mail"
)

// sink is a mail server that keeps what it is given.
type sink struct {
	mu     sync.Mutex
	from   string
	to     []string
	text   string
	refuse bool
}

func (s *sink) NewSession(*smtp.Conn) (smtp.Session, error) { return s, nil }
func (s *sink) Reset()                                      {}
func (s *sink) Logout() error                               { return nil }
func (s *sink) Mail(from string, _ *smtp.MailOptions) error { s.from = from; return nil }
func (s *sink) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.refuse {
		return &smtp.SMTPError{Code: 550, Message: "no such mailbox"}
	}
	s.to = append(s.to, to)
	return nil
}
func (s *sink) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text = string(b)
	return err
}

func serve(t *testing.T, s *sink) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(s)
	server.Domain = "sink.test"
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(ln); err != nil {
			t.Log(err)
		}
	}()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		<-done
	})
	return ln.Addr().String()
}

func TestAMessageArrivesAsItWasWritten(t *testing.T) {
	s := &sink{}
	from := ours.Server{Host: serve(t, s), From: "Westhaven Commissioning <no-reply@westhaven.example>"}
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	err := from.Send(t.Context(), ours.Message{To: "ann@example.org", Subject: "Meals: new answer — read it", Body: "Dear Ann,\n\nŵ and £ arrive.\n.\nThe end.\n", Unsubscribe: "https://westhaven.example/stop/1", At: at})
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.from != "no-reply@westhaven.example" || len(s.to) != 1 || s.to[0] != "ann@example.org" {
		t.Errorf("envelope from %q to %q", s.from, s.to)
	}
	m, err := mail.ReadMessage(strings.NewReader(s.text))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Header.Get("List-Unsubscribe"); got != "<https://westhaven.example/stop/1>" {
		t.Errorf("List-Unsubscribe is %q", got)
	}
	if d, err := m.Header.Date(); err != nil || !d.Equal(at) {
		t.Errorf("date is %v, %v", d, err)
	}
	if !strings.Contains(s.text, "=C5=B5 and =C2=A3 arrive.") || !strings.Contains(s.text, "The end.") {
		t.Errorf("text is\n%s", s.text)
	}
}

func TestARefusalIsTold(t *testing.T) {
	s := &sink{refuse: true}
	from := ours.Server{Host: serve(t, s), From: "no-reply@westhaven.example"}
	if err := from.Send(t.Context(), ours.Message{To: "nobody@example.org", Subject: "x", Body: "x"}); err == nil || !strings.Contains(err.Error(), "no such mailbox") {
		t.Errorf("got %v", err)
	}
	for name, bad := range map[string]ours.Server{
		"no port":             {Host: "mail.example", From: "a@example.org"},
		"a password in clear": {Host: from.Host, From: "a@example.org", User: "a", Password: "b"},
		"no sender":           {Host: from.Host, From: "nobody"},
	} {
		if err := bad.Send(t.Context(), ours.Message{To: "ann@example.org"}); err == nil {
			t.Errorf("%s: sent", name)
		}
	}
	if err := from.Send(t.Context(), ours.Message{To: "ann@example.org\r\nBcc: all@example.org"}); err == nil {
		t.Error("a second recipient was smuggled in")
	}
}
