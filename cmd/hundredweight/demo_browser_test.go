package main

import (
	"net/http/httptest"
	"path/filepath"
	"testing"

	"hundredweight/handlers/browsertest"
)

// TestBrowserLooksRoundTheDemonstration enters as every role, and opens the
// page of every stage as somebody who has a part in it. The picture of the
// README is the comparison among them (HW_SHOTS).
func TestBrowserLooksRoundTheDemonstration(t *testing.T) {
	b := browsertest.Open(t)
	x := demoAt(t, filepath.Join(t.TempDir(), "demo"), false)
	defer func() {
		if err := x.close(); err != nil {
			t.Error(err)
		}
	}()
	site := httptest.NewServer(x.server)
	defer site.Close()
	b.Go(site.URL + "/demo")
	b.See("A tender at every stage", "The clock shows")
	b.Check()
	b.Go(site.URL + "/sign-in")
	b.See("Try it as someone in Northmere")
	b.Check()
	for _, role := range x.county.SignIns {
		b.Go(site.URL + "/sign-in")
		if b.Path() != "/sign-in" { // signed in as the one before
			b.Go(site.URL + "/account")
			b.Press("Sign out")
			b.Go(site.URL + "/sign-in")
		}
		b.Press("Sign in as " + role.Role)
		b.See("You are now the " + role.Role + " of this demonstration")
		b.Check()
		if role.Role != "panel chair" {
			continue
		}
		_, call := x.statusOf(t, "close_call")
		b.Go(site.URL + call.At + "/comparison")
		b.See("Emberhold Homes CIC", "0.05 more than the next bid")
		b.Check()
		_, widest := x.statusOf(t, "moderation")
		b.Go(site.URL + widest.At + "/moderation")
		b.Check()
	}
	b.Go(site.URL + "/demo")
	b.Fill("to", "day")
	b.Press("Move the clock")
	b.See("What fell due on the way was done")
	b.Go(site.URL + "/outbox")
	b.Check()
}
