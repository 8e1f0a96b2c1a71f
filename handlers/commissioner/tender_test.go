package commissioner_test

import (
	"testing"

	"hundredweight/handlers/browsertest"
	"hundredweight/handlers/sitetest"
	"hundredweight/models/store/storetest"
)

func TestTheHomeFollowsATenderFromPublicationToTheRanking(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		b := sitetest.NewBench(t, s)
		ctx := t.Context()
		ref := b.Published(nil)
		home := "/org/harrowick/tenders/" + ref
		code, body := b.Get(b.Author, home)
		b.Must("open", code, 200, body, "Open for bids", "Nothing waits for you. Bids close", "083563-2026", "on the national platform first", "0 drafts started, 0 bids received", "!Continue:")
		if _, err := s.Steps.AskQuestion(ctx, b.Actor(b.Providers[0].Signer), ref, "Can drivers be shared with school transport?"); err != nil {
			t.Fatal(err)
		}
		code, body = b.Get(b.Author, home)
		b.Must("a question waits", code, 200, body, "1 question needs an answer by", "0 questions answered, 1 to answer", "!Brackenside")
		first, second := b.Lodged(ref, 0, "100.00"), b.Lodged(ref, 1, "120.00")
		code, body = b.Get(b.Eval1, home)
		b.Must("bids while it is open", code, 200, body, "0 drafts started, 2 bids received", "Your part: evaluator", "!Brackenside", "!Homeward", "!120.00")
		b.Opened(ref)
		code, body = b.Get(b.Opener1, home)
		b.Must("after the opening", code, 200, body, "Being scored", "Opened by two officers", "Nobody who scores sees a price")
		marks := map[string]int{first: 5, second: 3}
		b.Scored(ref, marks)
		b.Ranked(ref, marks)
		code, body = b.Get(b.Auditor, home)
		b.Must("after the ranking", code, 200, body, "Being scored", "Opened by two officers")
	})
}

func TestAtTheDeadlineATenderIsClosedWhateverIsStored(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, s *sitetest.Site) {
		b := sitetest.NewBench(t, s)
		ref := b.Published(nil)
		row, err := s.DB.Reader().Read(t.Context()).TenderByRef(ref)
		if err != nil {
			t.Fatal(err)
		}
		s.Clock.Set(row.ClosesAt.Time)
		home := "/org/harrowick/tenders/" + ref
		code, body := b.Get(b.Author, home)
		b.Must("the author's home", code, 200, body, "Bids to open", "Ola Opener and Owen Opener", "!Open for bids")
		code, body = b.Get(b.Opener1, home)
		b.Must("an officer's home", code, 200, body, "You open them together with the other opening officer")
		code, body = b.Get(b.Author, "/org/harrowick/tenders")
		b.Must("the list", code, 200, body, "Bids to open", "!Open for bids")
	})
}

func TestBrowserSeesATendersHomeOpenAndScored(t *testing.T) {
	br := browsertest.Open(t)
	clock := storetest.NewClock()
	s := sitetest.New(t, storetest.SQLite(t, clock), clock)
	b := sitetest.NewBench(t, s)
	d := &desk{t: t, site: s}
	open, scored := b.Published(nil), b.Published(nil)
	if _, err := s.Steps.AskQuestion(t.Context(), b.Actor(b.Providers[0].Signer), open, "Can drivers be shared with school transport?"); err != nil {
		t.Fatal(err)
	}
	b.Lodged(open, 0, "100.00")
	d.visit(br, b.Author)
	br.Go(s.URL + at("/"+open))
	br.See("Open for bids", "1 bid received")
	br.Check()
	b.Lodged(scored, 1, "120.00")
	b.Opened(scored)
	d.visit(br, b.Author)
	br.Go(s.URL + at("/"+scored))
	br.See("Being scored", "Opened by two officers")
	br.Check()
	br.Go(s.URL + at(""))
	br.See("Bids to open")
	br.Check()
}
