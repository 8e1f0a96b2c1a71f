package commissioning

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"hundredweight/models/account"
	"hundredweight/models/file"
	"hundredweight/models/refusal"
	"hundredweight/models/seal"
	"hundredweight/models/tender"
)

// Limits of a bid's files: trust.md 3.8.
const (
	BidFilesMost = 20
	BidBytesMost = 200 << 20
)

// maxRow is the size up to which ciphertext is a row instead of a file.
const maxRow = 64 << 10

// SealedFile is a file that was sealed as it arrived and is not in the draft
// yet. AddFiles puts it there; Discard forgets it.
type SealedFile struct {
	name   string
	sealed seal.Sealed
	body   []byte       // its ciphertext, up to maxRow
	large  *file.Writer // its ciphertext, above
}

// Discard forgets a file that was not kept. After AddFiles it does nothing.
func (f *SealedFile) Discard() error {
	if f == nil || f.large == nil {
		return nil
	}
	return f.large.Discard()
}

// spill keeps ciphertext in memory while it is small, and in a file from then on.
type spill struct {
	files *file.Store
	small []byte
	large *file.Writer
}

func (s *spill) Write(p []byte) (int, error) {
	if s.large == nil && len(s.small)+len(p) <= maxRow {
		s.small = append(s.small, p...)
		return len(p), nil
	}
	if s.large == nil {
		w, err := s.files.Create()
		if err != nil {
			return 0, err
		}
		s.large = w
		if _, err := w.Write(s.small); err != nil {
			return 0, err
		}
		s.small = nil
	}
	return s.large.Write(p)
}

// SealFile seals a file of a question to the stage's key as it arrives: part by
// part, never in clear on the disk, never whole in memory. Only its head is
// looked at. The fields of its refusals are "files".
func (s *Steps) SealFile(ctx context.Context, by account.Actor, r Save, question, name string, from io.Reader) (*SealedFile, error) {
	r.Received = s.now() // of the check before the bytes arrive; AddFiles decides by the last one
	v, _, err := s.changeable(ctx, by, r)
	if err != nil {
		return nil, err
	}
	if err := s.Pace.ask(r.Org, paceSaves, s.wall(), false); err != nil {
		return nil, err
	}
	if err := takesFiles(v, question); err != nil {
		return nil, err
	}
	head, whole, err := file.Peek(from)
	if err != nil {
		return nil, err
	}
	kind, err := file.Inspect("files", name, head)
	if err != nil {
		return nil, named(name, err)
	}
	to := &spill{files: s.Files}
	sealed, err := sealInto(to, v.Stage.PublicKey, seal.Part{Bid: v.Bid.Ref, Kind: "file", Key: question, Name: name, Type: kind}, whole)
	out := &SealedFile{name: name, sealed: sealed, body: to.small, large: to.large}
	if err == nil && sealed.PlainSize > file.Most {
		err = refusal.Field("files", "%s is %.1f MB too big: 25 MB is the limit", name, float64(sealed.PlainSize-file.Most)/(1<<20))
	}
	if err != nil {
		return nil, errors.Join(err, out.Discard())
	}
	return out, nil
}

// named begins a refusal of one of several files with its name.
func named(name string, err error) error {
	r, ok := refusal.As(err)
	if !ok || len(r.Problems) == 0 {
		return err
	}
	return refusal.Field(r.Problems[0].Field, "%s: %s", name, r.Problems[0].Reason)
}

// sealInto seals what it reads. Beyond the limit it only counts, so that the
// refusal can say by how much a file is too big.
func sealInto(to io.Writer, public string, about seal.Part, from io.Reader) (seal.Sealed, error) {
	w, err := seal.NewPart(to, public, about)
	if err != nil {
		return seal.Sealed{}, err
	}
	if _, err := io.Copy(w, io.LimitReader(from, file.Most+1)); err != nil {
		return seal.Sealed{}, err
	}
	over, err := io.Copy(io.Discard, from)
	if err != nil {
		return seal.Sealed{}, err
	}
	sealed, err := w.Close()
	sealed.PlainSize += over
	return sealed, err
}

func takesFiles(v BidView, question string) error {
	i := slices.IndexFunc(v.Content.Questions, func(q tender.Question) bool { return q.Key == question && q.Stage == v.Stage.Seq })
	if i < 0 || !v.Content.Questions[i].Files {
		return refusal.Missing("question with files")
	}
	return nil
}

// AddFiles puts sealed files into the draft of a question, all or none. The file
// is on the disk under the hash of its ciphertext before its row is written. The
// same file twice is one; another file of the same name takes its place only
// when replace is set.
func (s *Steps) AddFiles(ctx context.Context, by account.Actor, r Save, question string, replace bool, files []*SealedFile) (Saved, error) {
	v, key, err := s.editable(ctx, by, r)
	if err != nil {
		return Saved{}, err
	}
	if err := takesFiles(v, question); err != nil {
		return Saved{}, err
	}
	parts, err := fit(v, question, replace, files)
	if err != nil {
		return Saved{}, err
	}
	if len(parts) == 0 {
		return s.lodgeIfReady(ctx, by, r, 0)
	}
	for i := range parts {
		f := files[slices.IndexFunc(files, func(f *SealedFile) bool { return f.sealed.Hash == parts[i].sealed.Hash })]
		if f.large == nil {
			continue
		}
		hash, _, err := f.large.Commit()
		if err != nil {
			return Saved{}, err
		}
		if hash != f.sealed.Hash {
			return Saved{}, fmt.Errorf("file of bid %s: %s was written, %s was sealed", r.Bid, hash, f.sealed.Hash)
		}
	}
	if _, err := s.addParts(ctx, by, r, v, key, parts); err != nil {
		return Saved{}, err
	}
	return s.lodgeIfReady(ctx, by, r, 0)
}

// fit says which of the files become parts, or refuses them all.
func fit(v BidView, question string, replace bool, files []*SealedFile) ([]newPart, error) {
	count, bytes := 0, int64(0)
	have := map[string]PartView{}
	for _, p := range v.Parts {
		if p.Kind != "file" {
			continue
		}
		count, bytes = count+1, bytes+p.Bytes
		if p.Key == question {
			have[p.Name] = p
		}
	}
	var parts []newPart
	var problems []refusal.Problem
	for _, f := range files {
		old, there := have[f.name]
		if there && old.ContentHash == f.sealed.PlainHash {
			continue // the same file again
		}
		if there && old.Ref == "" {
			problems = append(problems, refusal.Problem{Field: "files", Reason: "Two of the files are called " + f.name + ". Rename one of them"})
			continue
		}
		if there && !replace {
			problems = append(problems, refusal.Problem{Field: "files", Reason: "There is a file called " + f.name + " already. Tick “Replace the one above”, or rename it"})
			continue
		}
		if !there {
			count++
		}
		bytes += f.sealed.PlainSize - old.Bytes
		have[f.name] = PartView{Name: f.name, ContentHash: f.sealed.PlainHash, Bytes: f.sealed.PlainSize}
		parts = append(parts, newPart{kind: "file", about: question, sealed: f.sealed, body: f.body, instead: old.Ref,
			label: partLabel{Name: f.name, Hash: f.sealed.PlainHash, Bytes: f.sealed.PlainSize, Nonce: f.sealed.Nonce}})
	}
	if count > BidFilesMost {
		problems = append(problems, refusal.Problem{Field: "files", Reason: fmt.Sprintf("A bid can have %d files. Take some away, or put several into one", BidFilesMost)})
	}
	if bytes > BidBytesMost {
		problems = append(problems, refusal.Problem{Field: "files", Reason: "All files of a bid together must be smaller than 200 MB"})
	}
	return parts, refusal.Fields(problems)
}
