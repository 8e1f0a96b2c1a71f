package commissioning

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"hundredweight/models/file"
	"hundredweight/models/refusal"
)

// What may be uploaded, for hints: endings for an accept attribute, the same in
// words, and the most that one file may weigh in bytes.
var (
	UploadKinds = file.Kinds
	UploadSaid  = file.KindsSaid
)

// UploadMost is the most that one file may weigh, in bytes (25 MiB).
const UploadMost = file.Most

// ReceiveFile keeps a file as it arrives, before the step that refers to it.
// field is the form's field that a refusal belongs to; name is the file's name
// as the browser gave it. Files of bids never come this way: they are sealed
// (SealFile). What no row refers to afterwards is swept.
func (s *Steps) ReceiveFile(field, name string, from io.Reader) (kept StoredFile, err error) {
	head, whole, err := file.Peek(from)
	if err != nil {
		return StoredFile{}, err
	}
	kind, err := file.Inspect(field, name, head)
	if err != nil {
		return StoredFile{}, err
	}
	w, err := s.Files.Create()
	if err != nil {
		return StoredFile{}, err
	}
	defer func() { err = errors.Join(err, w.Discard()) }()
	n, err := io.Copy(w, io.LimitReader(whole, file.Most+1))
	if err != nil {
		return StoredFile{}, err
	}
	if n > file.Most {
		return StoredFile{}, TooBig(field)
	}
	hash, size, err := w.Commit()
	if err != nil {
		return StoredFile{}, err
	}
	return StoredFile{Hash: hash, Name: name, MediaType: kind, Size: size}, nil
}

// TooBig is what is said about a file over the limit.
func TooBig(field string) error {
	return refusal.Field(field, "The selected file must be smaller than 25MB")
}

// ReadFile opens a kept file. Close it.
func (s *Steps) ReadFile(hash string) (*os.File, error) { return s.Files.Open(hash) }

// orphanAge is how old a file must be before it is removed because no row
// refers to it: an upload writes its row seconds after its file.
const orphanAge = 24 * time.Hour

// SweepFiles removes files that no row refers to, and gives how many.
func (s *Steps) SweepFiles(ctx context.Context) (int, error) {
	if s.Files == nil {
		return 0, nil
	}
	return s.Files.Sweep(s.wall().Add(-orphanAge), s.DB.Reader().Read(ctx).FileUsed)
}
