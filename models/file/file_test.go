package file_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hundredweight/models/file"
	"hundredweight/models/refusal"
)

func TestAFileIsKeptUnderItsHash(t *testing.T) {
	dir := t.TempDir()
	s, err := file.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	put := func(text string) string {
		w, err := s.Create()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
		hash, size, err := w.Commit()
		if err != nil || size != int64(len(text)) {
			t.Fatalf("commit: %d bytes, %v", size, err)
		}
		if err := w.Discard(); err != nil {
			t.Fatalf("discard after commit: %v", err)
		}
		return hash
	}
	hash := put("hello")
	if hash != "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" {
		t.Errorf("hash is %s", hash)
	}
	if again := put("hello"); again != hash {
		t.Errorf("the same bytes are %s", again)
	}
	f, err := s.Open(hash)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil || string(body) != "hello" {
		t.Errorf("read %q, %v", body, err)
	}
	for _, wrong := range []string{"", "../../etc/passwd", strings.Repeat("0", 64), strings.ToUpper(hash)} {
		if _, err := s.Open(wrong); !errors.Is(err, refusal.ErrNotFound) {
			t.Errorf("open %q: %v", wrong, err)
		}
	}
}

func TestNothingIsLeftOfWhatWasNotKept(t *testing.T) {
	dir := t.TempDir()
	s, err := file.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.Create()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("half")); err != nil {
		t.Fatal(err)
	}
	if err := w.Discard(); err != nil {
		t.Fatal(err)
	}
	cut, err := s.Create()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cut.Write([]byte("cut off")); err != nil {
		t.Fatal(err)
	}
	if _, err := file.Open(dir); err != nil { // as after a crash
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

func TestOnlyOrphansAreSwept(t *testing.T) {
	s, err := file.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var hashes []string
	for _, text := range []string{"kept", "orphan"} {
		w, err := s.Create()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
		hash, _, err := w.Commit()
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, hash)
	}
	used := func(hash string) (bool, error) { return hash == hashes[0], nil }
	if n, err := s.Sweep(time.Now().Add(-time.Hour), used); n != 0 || err != nil {
		t.Errorf("swept %d young files, %v", n, err)
	}
	if n, err := s.Sweep(time.Now().Add(time.Hour), used); n != 1 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	if f, err := s.Open(hashes[0]); err != nil {
		t.Errorf("the file in use is gone: %v", err)
	} else if err := f.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.Open(hashes[1]); !errors.Is(err, refusal.ErrNotFound) {
		t.Errorf("the orphan is still there: %v", err)
	}
}

func TestWhatAFileMayBe(t *testing.T) {
	var small bytes.Buffer
	if err := png.Encode(&small, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	huge := bytes.Clone(small.Bytes())
	copy(huge[16:24], []byte{0, 0, 0xC3, 0x50, 0, 0, 0xC3, 0x50}) // 50,000 × 50,000
	fixCRC(huge)
	zip := "PK\x03\x04\x14\x00\x00\x00\x08\x00"
	for _, c := range []struct{ does, name, head, says string }{
		{"a PDF is taken", "Report 2026.PDF", "%PDF-1.7\n…", ""},
		{"a Word file is taken", "plan.docx", zip + "[Content_Types].xml", ""},
		{"a workbook is taken", "prices.xlsx", zip + "xl/workbook.xml", ""},
		{"an OpenDocument text is taken", "plan.odt", zip + "mimetypeapplication/vnd.oasis.opendocument.text", ""},
		{"a picture is taken", "register.png", small.String(), ""},
		{"a table is taken", "rows.csv", "a,b\n£1,2\n", ""},
		{"nothing", "a.pdf", "", "empty"},
		{"a program in a PDF's name", "a.pdf", "MZ\x90\x00", "This file is called .pdf but is a program"},
		{"two endings", "report.pdf.exe", "MZ\x90\x00", "Files ending in .exe cannot be taken"},
		{"no ending", "report", "%PDF-1.7", "has no ending"},
		{"a page as a picture", "logo.png", "<svg xmlns='http://www.w3.org/2000/svg'/>", "is not a picture of that kind"},
		{"a drawing", "logo.svg", "<svg/>", "Files ending in .svg cannot be taken"},
		{"a page as text", "notes.txt", " <!DOCTYPE html><script>", "but is a web page"},
		{"another encoding", "rows.csv", "a\xa31", "Save it as UTF-8"},
		{"a picture with another name", "a.jpg", small.String(), "is not a picture of that kind"},
		{"a picture of gigabytes", "a.png", string(huge), "at most 20,000 pixels"},
		{"a locked workbook", "a.xlsx", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "Remove the password"},
		{"a Word file in a workbook's name", "a.xlsx", "PK\x03\x04 word/document.xml", "is not one"},
		{"macros", "a.docx", zip + "[Content_Types].xml word/vbaProject.bin", "holds macros"},
		{"an archive in a Word file's name", "a.docx", zip + "virus.exe", "is not one"},
	} {
		t.Run(c.does, func(t *testing.T) {
			kind, err := file.Inspect("file", c.name, []byte(c.head))
			if c.says == "" {
				if err != nil || kind == "" {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want “%s”", err, c.says)
			}
		})
	}
}

// fixCRC writes the checksum of a PNG's first chunk again.
func fixCRC(b []byte) {
	crc := uint32(0xffffffff)
	for _, c := range b[12:29] {
		crc ^= uint32(c)
		for range 8 {
			if crc&1 == 1 {
				crc = crc>>1 ^ 0xedb88320
			} else {
				crc >>= 1
			}
		}
	}
	crc = ^crc
	b[29], b[30], b[31], b[32] = byte(crc>>24), byte(crc>>16), byte(crc>>8), byte(crc)
}

func TestPeekGivesTheWhole(t *testing.T) {
	long := strings.Repeat("x", file.Head+10)
	head, whole, err := file.Peek(strings.NewReader(long))
	if err != nil || len(head) != file.Head {
		t.Fatalf("head of %d, %v", len(head), err)
	}
	all, err := io.ReadAll(whole)
	if err != nil || string(all) != long {
		t.Errorf("whole of %d, %v", len(all), err)
	}
}
