package file

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg" // to read how large a picture is
	_ "image/png"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"hundredweight/models/refusal"
)

// Most is the most that one file may weigh, in bytes: 25 MiB.
const Most = 25 << 20

// Head is how many bytes Inspect wants to see of a file.
const Head = 64 << 10

// mostPixels bounds the width and the height of a picture, so that no
// thumbnail or viewer is asked for gigabytes.
const mostPixels = 20_000

// Kinds are the endings that may be uploaded, for hints and accept attributes.
var Kinds = []string{".pdf", ".docx", ".xlsx", ".odt", ".ods", ".png", ".jpg", ".jpeg", ".csv", ".txt"}

// KindsSaid says the endings in words.
const KindsSaid = "PDF, Word (.docx), Excel (.xlsx), OpenDocument, PNG, JPEG, CSV or plain text"

var mediaTypes = map[string]string{
	".pdf":  "application/pdf",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".odt":  "application/vnd.oasis.opendocument.text",
	".ods":  "application/vnd.oasis.opendocument.spreadsheet",
	".png":  "image/png",
	".jpg":  "image/jpeg",
	".jpeg": "image/jpeg",
	".csv":  "text/csv; charset=utf-8",
	".txt":  "text/plain; charset=utf-8",
}

// Peek reads the head of a file for Inspect and gives a reader of the whole.
func Peek(r io.Reader) (head []byte, whole io.Reader, err error) {
	head = make([]byte, Head)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, nil, err
	}
	head = head[:n]
	return head, io.MultiReader(bytes.NewReader(head), r), nil
}

// Inspect gives the media type of a file from its name and its first bytes, or
// refuses it with a sentence for the field. Files are only ever handed out as
// attachments; the check keeps programs and pages from wearing a harmless name.
func Inspect(field, name string, head []byte) (mediaType string, err error) {
	ending := strings.ToLower(path.Ext(name))
	mediaType, known := mediaTypes[ending]
	switch {
	case len(head) == 0:
		return "", refusal.Field(field, "The selected file is empty")
	case ending == "":
		return "", refusal.Field(field, "The selected file has no ending, such as .pdf. Choose a file that is %s", KindsSaid)
	case !known:
		return "", refusal.Field(field, "Files ending in %s cannot be taken. Choose a file that is %s", ending, KindsSaid)
	}
	if wrong := looksLike(ending, head); wrong != "" {
		return "", refusal.Field(field, "%s", wrong)
	}
	return mediaType, nil
}

var (
	oldOffice = []byte{0xD0, 0xCF, 0x11, 0xE0}
	programs  = map[string][]byte{"a program": []byte("MZ"), "a Linux program": []byte("\x7fELF"), "a script": []byte("#!")}
)

// looksLike says what is wrong between a file's ending and its bytes, "" for nothing.
func looksLike(ending string, head []byte) string {
	for what, begin := range programs {
		if bytes.HasPrefix(head, begin) {
			return "This file is called " + ending + " but is " + what
		}
	}
	switch ending {
	case ".pdf":
		if !bytes.HasPrefix(head, []byte("%PDF-")) {
			return "This file is called .pdf but is not a PDF"
		}
	case ".docx", ".xlsx":
		if bytes.HasPrefix(head, oldOffice) {
			return "This file is locked with a password or in an old format. Remove the password, or save it as " + ending
		}
		folder := map[string]string{".docx": "word/", ".xlsx": "xl/"}[ending]
		if !isZip(head) || !bytes.Contains(head, []byte("[Content_Types].xml")) && !bytes.Contains(head, []byte(folder)) {
			return "This file is called " + ending + " but is not one"
		}
		if bytes.Contains(head, []byte("vbaProject.bin")) {
			return "This file holds macros. Save it without them as " + ending
		}
	case ".odt", ".ods":
		if !isZip(head) || !bytes.Contains(head, []byte("mimetypeapplication/vnd.oasis.opendocument.")) {
			return "This file is called " + ending + " but is not one"
		}
	case ".png", ".jpg", ".jpeg":
		return picture(ending, head)
	case ".csv", ".txt":
		if bytes.IndexByte(head, 0) >= 0 || len(head) < Head && !utf8.Valid(head) {
			return "This file is called " + ending + " but is not plain text. Save it as UTF-8"
		}
		if start := bytes.ToLower(bytes.TrimSpace(head)); bytes.HasPrefix(start, []byte("<!doctype")) || bytes.HasPrefix(start, []byte("<html")) || bytes.HasPrefix(start, []byte("<svg")) || bytes.HasPrefix(start, []byte("<script")) {
			return "This file is called " + ending + " but is a web page"
		}
	}
	return ""
}

func isZip(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

func picture(ending string, head []byte) string {
	size, format, err := image.DecodeConfig(bytes.NewReader(head))
	want := "jpeg"
	if ending == ".png" {
		want = "png"
	}
	if err != nil || format != want {
		return "This file is called " + ending + " but is not a picture of that kind"
	}
	if size.Width > mostPixels || size.Height > mostPixels {
		return "This picture is too large. It must be at most 20,000 pixels wide and high"
	}
	return ""
}
