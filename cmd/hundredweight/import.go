package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"hundredweight/models/account"
	"hundredweight/models/ocds"
	"hundredweight/models/organisation"
	"hundredweight/models/refusal"
	"hundredweight/models/sheet"
	"hundredweight/models/store"
	"hundredweight/models/tender"
)

const importUse = `Use:
  hundredweight import register [--data FOLDER] FILE   charities to look organisations up in
  hundredweight import cpv [--data FOLDER] FILE        procurement codes, columns code and description
  hundredweight import areas [--data FOLDER] FILE      places, first column LADCD, UTLACD, CAUTHCD or RGNCD
  hundredweight import ocds --as tender-draft [--org ORGANISATION] [--by E-MAIL] [--notice NUMBER] [--data FOLDER] FILE
                                                       a published notice becomes a tender draft
A file is taken in whole or not at all. The file - is what comes in at the standard input.
`

// imports are what can be taken in, each with the most bytes its file may have.
var imports = map[string]struct {
	most int64
	do   func(context.Context, *site, intake) (string, error)
}{
	"register": {sheet.MaxBytes, importRegister},
	"cpv":      {sheet.MaxBytes, importCPV},
	"areas":    {sheet.MaxBytes, importAreas},
	"ocds":     {ocds.MaxBytes, importNotice},
}

// intake is a file with what was said about it.
type intake struct {
	name, as, org, by, notice string
	body                      []byte
	sum                       [sha256.Size]byte
}

// runImport takes a file in. The site must not be running on the same folder:
// there is one writer.
func runImport(args []string, in io.Reader, out, errOut io.Writer) int {
	if len(args) == 0 {
		return fail(errOut, 2, "%s", importUse)
	}
	if asksHelp(args[0]) {
		return say(out, "%s", importUse)
	}
	kind, known := imports[args[0]]
	if !known {
		return fail(errOut, 2, "Nothing called %q can be taken in.\n%s", args[0], importUse)
	}
	var file intake
	cfg, rest, err := readConfig("import "+args[0]+" [flags] FILE", args[1:], os.Getenv, out, func(f *flag.FlagSet) {
		if args[0] == "ocds" {
			f.StringVar(&file.as, "as", "", "what it becomes: tender-draft")
			f.StringVar(&file.org, "org", "", "the buyer whose draft it is, as in its address; may be left out when there is one")
			f.StringVar(&file.by, "by", "", "e-mail address of the author; may be left out when one person may write tenders")
			f.StringVar(&file.notice, "notice", "", "number or ocid of one notice, when the file holds several")
		}
	})
	switch {
	case errors.Is(err, errHelp):
		return 0
	case err != nil:
		return fail(errOut, 2, "%v\n", err)
	case len(rest) != 1:
		return fail(errOut, 2, "%s", importUse)
	case args[0] == "ocds" && file.as != "tender-draft":
		return fail(errOut, 2, "Say what the notice becomes: hundredweight import ocds --as tender-draft %s\n", rest[0])
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := file.read(rest[0], in, kind.most); err != nil {
		return fail(errOut, 1, "%v\n", err)
	}
	said, err := take(ctx, cfg, file, kind.do, errOut)
	if err != nil {
		return fail(errOut, 1, "%s was not taken in:\n%s", file.name, reasons(err))
	}
	return say(out, "%s", said)
}

// read reads the whole file, and a byte more than it may have at most.
func (f *intake) read(path string, in io.Reader, most int64) (err error) {
	f.name = filepath.Base(path)
	if path == "-" {
		f.name = "The standard input"
	} else {
		file, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("there is no file %s", path)
		}
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		in = file
	}
	if f.body, err = io.ReadAll(io.LimitReader(in, most+1)); err != nil {
		return fmt.Errorf("%s cannot be read: %w", path, err)
	}
	f.sum = sha256.Sum256(f.body)
	return nil
}

// take opens the site, or the demonstration that lies in the folder with its
// own clock, and hands the file on.
func take(ctx context.Context, cfg config, f intake, do func(context.Context, *site, intake) (string, error), errOut io.Writer) (said string, err error) {
	log := slog.New(slog.NewJSONHandler(errOut, &slog.HandlerOptions{Level: slog.LevelWarn}))
	var s *site
	if _, err := os.Stat(filepath.Join(cfg.Data, demoMark)); err == nil {
		x, err := openDemo(ctx, cfg, false, log)
		if err != nil {
			return "", err
		}
		s = x.site
	} else if s, err = openSite(ctx, cfg, wallClock(), log, nil); err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if said, err = do(ctx, s, f); err != nil {
		return "", err
	}
	s.checkpoint(ctx, -1)
	return said, nil
}

// reasons writes a refusal line by line.
func reasons(err error) string {
	r, ok := refusal.As(err)
	if !ok {
		return "  " + err.Error() + "\n"
	}
	var b strings.Builder
	for _, line := range append([]string{r.Reason, r.Who}, problems(r)...) {
		if line != "" {
			b.WriteString("  " + line + "\n")
		}
	}
	return b.String()
}

func problems(r *refusal.Error) (all []string) {
	for _, p := range r.Problems {
		all = append(all, p.Reason)
	}
	return all
}

func importRegister(ctx context.Context, s *site, f intake) (string, error) {
	entries, removed, err := organisation.ReadRegister(f.body)
	if err != nil {
		return "", err
	}
	if err := s.steps.ImportRegister(ctx, entries, f.sum[:]); err != nil {
		return "", err
	}
	left := ""
	if removed > 0 {
		left = fmt.Sprintf(" %d that were removed from the register were left out.", removed)
	}
	return fmt.Sprintf("%d organisations of %s can be looked up.%s\n", len(entries), f.name, left), nil
}

func importCPV(ctx context.Context, s *site, f intake) (string, error) {
	codes, err := organisation.ReadCPV(f.body)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d procurement codes of %s have their titles.\n", len(codes), f.name), s.steps.ImportCPV(ctx, codes, f.sum[:])
}

func importAreas(ctx context.Context, s *site, f intake) (string, error) {
	areas, err := organisation.ReadAreas(f.body)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d areas of %s have their names.\n", len(areas), f.name), s.steps.ImportAreas(ctx, areas, f.sum[:])
}

// importNotice makes a tender draft and prints what is left to answer.
func importNotice(ctx context.Context, s *site, f intake) (string, error) {
	c, err := ocds.TenderDraft(f.body, f.notice, s.kit.Now())
	if err != nil {
		return "", err
	}
	o, by, err := s.author(ctx, f)
	if err != nil {
		return "", err
	}
	ref, again, err := s.steps.ImportTender(ctx, by, o.ID, c)
	if err != nil {
		return "", err
	}
	row, err := s.db.Reader().Read(ctx).TenderByRef(ref)
	if err != nil {
		return "", err
	}
	if c, err = row.Content(); err != nil { // a draft that stood already may have been answered
		return "", err
	}
	return tellDraft(s.cfg.BaseURL+"/org/"+o.Slug+"/tenders/"+ref, ref, o.Name, again, c), nil
}

// author finds the buyer and the person that a draft is made for.
func (s *site) author(ctx context.Context, f intake) (o store.Organisation, by account.Actor, err error) {
	q := s.db.Reader().Read(ctx)
	if f.org != "" {
		if o, err = q.OrganisationBySlug(f.org); errors.Is(err, refusal.ErrNotFound) {
			return o, by, fmt.Errorf("there is no organisation %s. It is named as in its address, /org/…", f.org)
		}
	} else {
		o, err = onlyBuyer(q)
	}
	if err != nil {
		return o, by, err
	}
	person, err := authorOf(q, o, f.by)
	if err != nil {
		return o, by, err
	}
	by, err = q.Actor(person)
	by.ActingFor, by.SignedInAt = o.ID, s.kit.Wall()
	return o, by, err
}

func onlyBuyer(q store.Queries) (store.Organisation, error) {
	buyers, err := q.OrganisationsOf("buyer", 100)
	if err != nil {
		return store.Organisation{}, err
	}
	if len(buyers) == 1 {
		return buyers[0], nil
	}
	var slugs []string
	for _, b := range buyers {
		slugs = append(slugs, b.Slug)
	}
	if len(slugs) == 0 {
		return store.Organisation{}, errors.New("no buyer is set up. An operator sets buyers up under /admin/organisations")
	}
	return store.Organisation{}, fmt.Errorf("say whose draft it is with --org: %s", strings.Join(slugs, ", "))
}

func authorOf(q store.Queries, o store.Organisation, email string) (account.PersonID, error) {
	if email != "" {
		p, ok, err := q.PersonByEmail(email)
		if err == nil && !ok {
			err = fmt.Errorf("nobody has the e-mail address %s here", email)
		}
		return p.ID, err
	}
	members, err := q.Members(o.ID)
	if err != nil {
		return 0, err
	}
	var found []store.Member
	var emails []string
	for _, m := range members {
		if m.Has(account.Author) {
			found, emails = append(found, m), append(emails, m.Email)
		}
	}
	switch len(found) {
	case 1:
		return found[0].Person, nil
	case 0:
		return 0, fmt.Errorf("nobody at %s may write tenders. Give somebody that permission first", o.Name)
	}
	return 0, fmt.Errorf("say who writes it with --by: %s", strings.Join(emails, ", "))
}

// tellDraft prints a draft with its open questions.
func tellDraft(address, ref, org string, again bool, c tender.Content) string {
	var b strings.Builder
	line := func(format string, a ...any) { fmt.Fprintf(&b, format+"\n", a...) }
	line("%s  %s", ref, c.Title)
	line("%s", address)
	if again {
		line("This notice was imported before. Its draft stands at %s; nothing was changed.", org)
	} else {
		line("A draft of %s.", org)
	}
	if s := c.Source; s != nil {
		line("From notice %s of %s, SHA-256 %s.", strings.TrimSpace(s.OCID+" "+s.ReleaseID), or(s.Buyer, "a buyer it does not name"), s.SHA256)
	}
	tellQuestions(line, c.Open)
	if s := c.Source; s != nil {
		tellRest(line, *s)
	}
	return b.String()
}

func tellQuestions(line func(string, ...any), all []tender.OpenQuestion) {
	open := 0
	for _, q := range all {
		if q.Answer == "" {
			open++
		}
	}
	switch open {
	case 0:
		line("\nNothing in the notice is left open.")
		return
	case 1:
		line("\n1 question to answer before approval:")
	default:
		line("\n%d questions to answer before approval:", open)
	}
	for _, q := range all {
		if q.Answer != "" {
			continue
		}
		line("\n  %s  at %s\n  %s", q.Key, q.Where, q.Ask)
		for _, ch := range q.Choices {
			line("    - %s", ch.Label)
		}
	}
}

func tellRest(line func(string, ...any), s tender.Source) {
	if len(s.Documents) > 0 {
		line("\nDocuments that the notice lists. They were not fetched:")
		for _, d := range s.Documents {
			line("  %s  %s", d.Title, d.URL)
		}
	}
	for i, n := range s.Notes {
		if i == 0 {
			line("\nTo know:")
		}
		line("  %s", n)
	}
	if len(s.NotTaken) > 0 {
		line("\nNot taken over: %s", strings.Join(s.NotTaken, ", "))
	}
}
