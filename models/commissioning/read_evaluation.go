package commissioning

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"hundredweight/models/account"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/store"
)

// OpenedView is a bid as evaluators read it. It holds no price.
type OpenedView struct {
	Bid     store.Bidder
	Content OpenedContent
	Files   []OpenedFileView
}

// OpenedFileView is a file of an opened bid.
type OpenedFileView struct {
	Ref      string
	Question string
	FileLabel
	stored, hash string
}

// FilesOf gives the files of one question.
func (v OpenedView) FilesOf(question string) []OpenedFileView {
	var out []OpenedFileView
	for _, f := range v.Files {
		if f.Question == question {
			out = append(out, f)
		}
	}
	return out
}

// OpenedBid reads an opened bid for somebody who may read bids.
func (s *Steps) OpenedBid(ctx context.Context, by account.Actor, ref, bidRef string) (OpenedView, error) {
	v, err := s.Panel(ctx, by, ref)
	if err != nil {
		return OpenedView{}, err
	}
	return s.ReadOpened(ctx, v, bidRef)
}

// ReadOpened reads an opened bid as the viewer of the panel may.
func (s *Steps) ReadOpened(ctx context.Context, v PanelView, bidRef string) (OpenedView, error) {
	if err := v.mayRead(v.View.Bids); err != nil {
		return OpenedView{}, err
	}
	b, err := v.Bid(bidRef)
	if err != nil {
		return OpenedView{}, err
	}
	return s.opened(s.DB.Reader().Read(ctx), v.Panel, b)
}

// mayRead refuses what the viewer may not read, with the reason for it.
func (v PanelView) mayRead(may bool) error {
	if may {
		return nil
	}
	return refusal.Forbidden(v.View.Why, "The moderator of the panel can tell you where the evaluation stands.")
}

// opened reads an opened bid under the key of the evaluation.
func (s *Steps) opened(q store.Queries, p Panel, b store.Bidder) (OpenedView, error) {
	v := OpenedView{Bid: b}
	if b.Problem != "" {
		return v, refusal.Turn("This bid could not be opened. %s", b.Problem)
	}
	key, err := s.Keys.Evaluation(seal.StageName(p.Tender.Ref, p.Stage.Seq))
	if err != nil {
		return v, err
	}
	row, err := q.OpenedBidOf(b.ID)
	if err != nil {
		return v, err
	}
	if err := unseal(key, row.Sealed, &v.Content); err != nil {
		return v, fmt.Errorf("read bid %s: %w", b.Ref, err)
	}
	files, err := q.OpenedFiles(b.ID)
	if err != nil {
		return v, err
	}
	for _, f := range files {
		one := OpenedFileView{Ref: f.Ref, Question: f.Question, stored: f.Stored, hash: f.Hash}
		if err := unseal(key, f.Label, &one.FileLabel); err != nil {
			return v, fmt.Errorf("read a file of bid %s: %w", b.Ref, err)
		}
		v.Files = append(v.Files, one)
	}
	return v, nil
}

func unseal(key *seal.EvaluationKey, sealed []byte, into any) error {
	plain, err := key.Open(sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, into)
}

// OpenedFile reads a file of an opened bid for somebody who may read bids.
func (s *Steps) OpenedFile(ctx context.Context, by account.Actor, ref, bidRef, fileRef string) (FileLabel, []byte, error) {
	p, err := s.Panel(ctx, by, ref)
	if err != nil {
		return FileLabel{}, nil, err
	}
	v, err := s.ReadOpened(ctx, p, bidRef)
	if err != nil {
		return FileLabel{}, nil, err
	}
	for _, f := range v.Files {
		if f.Ref != fileRef {
			continue
		}
		body, err := s.fileBody(ctx, f)
		if err != nil {
			return FileLabel{}, nil, err
		}
		key, err := s.Keys.Evaluation(seal.StageName(p.Tender.Ref, p.Stage.Seq))
		if err != nil {
			return FileLabel{}, nil, err
		}
		plain, err := key.Open(body)
		return f.FileLabel, plain, err
	}
	return FileLabel{}, nil, refusal.Missing("file")
}

func (s *Steps) fileBody(ctx context.Context, f OpenedFileView) ([]byte, error) {
	if f.stored == "row" {
		return s.DB.Reader().Read(ctx).Blob(f.hash)
	}
	file, err := s.Files.Open(f.hash)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(file)
	return body, errors.Join(err, file.Close())
}

// OwnScores gives the scores that count of the person who asks.
func (s *Steps) OwnScores(ctx context.Context, by account.Actor, v PanelView) ([]store.ScoreRow, error) {
	if err := v.mayRead(v.View.OwnScores); err != nil {
		return nil, err
	}
	return s.DB.Reader().Read(ctx).ScoresOf(v.Tender.ID, by.Person)
}

// PanelScores are the scores of a whole panel, and what was agreed.
type PanelScores struct {
	Own        []store.ScoreRow // that count; private notes are left out
	NotCounted []store.ScoreRow // of people who are not on the panel any more
	Agreed     []store.ConsensusRow
}

// PanelScores reads everybody's scores for somebody who may.
func (s *Steps) PanelScores(ctx context.Context, v PanelView) (PanelScores, error) {
	if err := v.mayRead(v.View.OtherScores); err != nil {
		return PanelScores{}, err
	}
	q := s.DB.Reader().Read(ctx)
	rows, err := q.SubmittedScores(v.Tender.ID)
	if err != nil {
		return PanelScores{}, err
	}
	for i := range rows {
		rows[i].Note = ""
	}
	out := PanelScores{Own: v.Counting(rows)}
	counted := map[int64]bool{}
	for _, r := range out.Own {
		counted[r.ID] = true
	}
	for _, r := range rows {
		if !counted[r.ID] {
			out.NotCounted = append(out.NotCounted, r)
		}
	}
	out.Agreed, err = q.Consensus(v.Tender.ID)
	return out, err
}

// Sessions is where an opening of bids or of prices stands.
type Sessions struct {
	Waits     bool // the first officer waits for the second
	First     string
	Mine      bool // the first officer is the one who asks
	Started   store.Time
	Completed store.Time
	Record    string // JSON, "" before
}

// OpeningState tells where the opening of the bids stands, or of the prices.
func (s *Steps) OpeningState(ctx context.Context, v PanelView, prices bool) (Sessions, error) {
	purpose := openBids
	if prices {
		purpose = openPrices
	}
	last, row, err := v.lastSession(s.DB.Reader().Read(ctx), purpose)
	if err != nil {
		return Sessions{}, err
	}
	return Sessions{Waits: last.Waits(s.now()), First: row.FirstName, Mine: row.First == v.Me.ID && row.First != 0, Started: row.StartedAt, Completed: row.CompletedAt, Record: row.Record}, nil
}
