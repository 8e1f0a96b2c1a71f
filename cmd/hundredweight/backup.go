package main

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hundredweight/models/store"
)

// manifest lists what a backup holds, with hashes. It is the last entry.
type manifest struct {
	Made    time.Time      `json:"made"`
	Program string         `json:"program"`
	Schema  int64          `json:"schema"`
	Files   []manifestFile `json:"files"`
}

type manifestFile struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

const manifestName = "manifest.json"

// databaseName is the database in a backup and in the data folder.
const databaseName = "hundredweight.db"

// backup copies database and files into one archive while the site runs. Keys
// stay out: a copy that holds sealed bids and the key to them protects nobody.
func backup(args []string, _ io.Reader, out, errOut io.Writer) int {
	cfg, rest, err := readConfig("backup [flags] FILE", args, os.Getenv, out, nil)
	switch {
	case errors.Is(err, errHelp):
		return 0
	case err != nil:
		return fail(errOut, 2, "%v\n", err)
	case len(rest) != 1:
		return fail(errOut, 2, "Use: hundredweight backup [--data FOLDER] FILE\n")
	}
	m, err := makeBackup(context.Background(), cfg, rest[0], time.Now().UTC())
	if err != nil {
		return fail(errOut, 1, "%v\n", err)
	}
	return say(out, "Backed up the database and %d files to %s, and checked them.\nThe keys folder %s is NOT in it. Keep its own copy somewhere else: without it sealed bids cannot be opened.\n",
		len(m.Files)-1, rest[0], cfg.keysDir())
}

func makeBackup(ctx context.Context, cfg config, to string, at time.Time) (m manifest, err error) {
	if cfg.Database != "" {
		return m, errors.New("the database is PostgreSQL. Copy it with: pg_dump --format=custom --file=hundredweight.dump \"$HW_DATABASE\", and copy the data folder without its keys beside it")
	}
	if _, err := os.Stat(cfg.sqlitePath()); err != nil {
		return m, fmt.Errorf("there is no database in %s. Name the data folder with --data", cfg.Data)
	}
	schema, err := store.Inspect(ctx, cfg.databaseURL())
	if err != nil {
		return m, err
	}
	m = manifest{Made: at, Program: versionText(), Schema: schema.Have}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return m, fmt.Errorf("%s is there already. Choose a new name: backups are never overwritten", to)
	}
	if err != nil {
		return m, err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = errors.Join(err, os.Remove(to))
		}
	}()
	if err := m.write(ctx, cfg, f, to+".part"); err != nil {
		return m, err
	}
	return m, f.Sync()
}

func (m *manifest) write(ctx context.Context, cfg config, f io.Writer, part string) (err error) {
	w := tar.NewWriter(f)
	if err := store.CopySQLite(ctx, cfg.sqlitePath(), part); err != nil {
		return errors.Join(err, removeIfThere(part))
	}
	defer func() { err = errors.Join(err, os.Remove(part)) }()
	if err := m.add(w, part, databaseName); err != nil {
		return err
	}
	// Files come after the database: a row is only written once its file is
	// there, so every file the copy names exists by now.
	err = filepath.WalkDir(cfg.filesDir(), func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		rel, err := filepath.Rel(cfg.Data, path)
		if err != nil {
			return err
		}
		return m.add(w, path, filepath.ToSlash(rel))
	})
	if err != nil {
		return err
	}
	body, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := w.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(body)), ModTime: m.Made, Typeflag: tar.TypeReg}); err != nil {
		return err
	}
	if _, err := w.Write(body); err != nil {
		return err
	}
	return w.Close()
}

func (m *manifest) add(w *tar.Writer, path, name string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: m.Made, Typeflag: tar.TypeReg}); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(w, sum), f, info.Size()); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	m.Files = append(m.Files, manifestFile{Path: name, Size: info.Size(), SHA256: hex.EncodeToString(sum.Sum(nil))})
	return nil
}

// restore brings a backup back into an empty folder, or changes nothing.
func restore(args []string, _ io.Reader, out, errOut io.Writer) int {
	check := false
	cfg, rest, err := readConfig("restore [flags] FILE", args, os.Getenv, out, func(f *flag.FlagSet) {
		f.BoolVar(&check, "check", false, "only check that the backup is whole")
	})
	switch {
	case errors.Is(err, errHelp):
		return 0
	case err != nil:
		return fail(errOut, 2, "%v\n", err)
	case len(rest) != 1:
		return fail(errOut, 2, "Use: hundredweight restore [--data FOLDER] [--check] FILE\n")
	}
	m, err := restoreBackup(context.Background(), cfg, rest[0], check)
	if err != nil {
		return fail(errOut, 1, "%v\n", err)
	}
	if check {
		return say(out, "%s is whole: the database and %d files of %s.\n", rest[0], len(m.Files)-1, m.Made.Format("2 January 2006, 15:04 MST"))
	}
	return say(out, "Restored the database and %d files of %s into %s.\nNow put the keys folder back as %s, then run: hundredweight serve --data %s\n",
		len(m.Files)-1, m.Made.Format("2 January 2006, 15:04 MST"), cfg.Data, cfg.keysDir(), cfg.Data)
}

func restoreBackup(ctx context.Context, cfg config, from string, check bool) (m manifest, err error) {
	if cfg.Database != "" {
		return m, errors.New("the database is PostgreSQL. Bring it back with: pg_restore --dbname \"$HW_DATABASE\" hundredweight.dump, into an empty database")
	}
	if !check {
		if err := empty(cfg); err != nil {
			return m, err
		}
	}
	f, err := os.Open(from)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	// Unpacked beside its place and moved only when everything agreed.
	part := filepath.Clean(cfg.Data) + ".restoring"
	if err := os.Mkdir(part, 0o700); err != nil {
		return m, fmt.Errorf("%w. If an earlier restore was cut off, remove %s", err, part)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(part)) }()
	got, m, err := unpack(tar.NewReader(f), part)
	if err != nil {
		return m, fmt.Errorf("%s is not a whole backup, nothing was restored: %w", from, err)
	}
	if err := m.agrees(got); err != nil {
		return m, fmt.Errorf("%s is not a whole backup, nothing was restored: %w", from, err)
	}
	if err := store.CheckSQLite(ctx, filepath.Join(part, databaseName)); err != nil {
		return m, fmt.Errorf("%s cannot be used, nothing was restored: %w", from, err)
	}
	schema, err := store.Inspect(ctx, "sqlite:"+filepath.Join(part, databaseName))
	if err != nil {
		return m, fmt.Errorf("%s cannot be used, nothing was restored: %w", from, err)
	}
	if schema.Have > schema.Newest {
		return m, fmt.Errorf("%s was made by a newer Hundredweight (%s), nothing was restored. Use that one to restore it", from, m.Program)
	}
	if check {
		return m, nil
	}
	return m, moveInto(part, cfg.Data)
}

// empty refuses a folder in which something would be overwritten. Keys may be
// there already.
func empty(cfg config) error {
	entries, err := os.ReadDir(cfg.Data)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(cfg.keysDir()) {
			return fmt.Errorf("%s is not empty (%s is in it). Restore into a new folder: hundredweight restore --data NEWFOLDER FILE", cfg.Data, e.Name())
		}
	}
	return nil
}

func unpack(r *tar.Reader, into string) (got []manifestFile, m manifest, err error) {
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return got, m, errors.New("it has no list of its files")
		}
		if err != nil {
			return got, m, err
		}
		if h.Name == manifestName {
			if err := json.NewDecoder(io.LimitReader(r, 256<<20)).Decode(&m); err != nil {
				return got, m, fmt.Errorf("its list of files: %w", err)
			}
			return got, m, nil
		}
		if h.Typeflag != tar.TypeReg || !filepath.IsLocal(filepath.FromSlash(h.Name)) || h.Name != databaseName && !strings.HasPrefix(h.Name, "files/") {
			return got, m, fmt.Errorf("it holds %q, which no backup of ours does", h.Name)
		}
		one, err := unpackFile(r, filepath.Join(into, filepath.FromSlash(h.Name)))
		if err != nil {
			return got, m, err
		}
		one.Path = h.Name
		got = append(got, one)
	}
}

func unpackFile(r io.Reader, path string) (one manifestFile, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return one, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return one, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	sum := sha256.New()
	if one.Size, err = io.Copy(io.MultiWriter(f, sum), r); err != nil {
		return one, err
	}
	one.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return one, f.Sync()
}

// agrees compares what was unpacked with the list.
func (m manifest) agrees(got []manifestFile) error {
	if !slices.ContainsFunc(got, func(f manifestFile) bool { return f.Path == databaseName }) {
		return errors.New("it holds no database")
	}
	if len(got) != len(m.Files) {
		return fmt.Errorf("it holds %d files and lists %d", len(got), len(m.Files))
	}
	for i, want := range m.Files {
		if got[i] != want {
			return fmt.Errorf("%s is not as it was", want.Path)
		}
	}
	return nil
}

// moveInto moves what was unpacked to its place.
func moveInto(part, data string) error {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(part)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.Rename(filepath.Join(part, e.Name()), filepath.Join(data, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
