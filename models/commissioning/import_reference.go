package commissioning

import (
	"context"
	"encoding/hex"
	"strconv"

	"hundredweight/models/account"
	"hundredweight/models/audit"
	"hundredweight/models/organisation"
	"hundredweight/models/store"
)

// importChunk is how many rows one transaction of an import takes, so that
// nobody waits behind it for long.
const importChunk = 500

// ImportRegister saves the entries of a register's file. sum is the file's
// SHA-256. Importing the same file again changes nothing.
func (s *Steps) ImportRegister(ctx context.Context, entries []organisation.Entry, sum []byte) error {
	now := s.now()
	return importRows(ctx, s, "register.imported", entries, sum, func(tx *store.Tx, e organisation.Entry) error {
		return tx.PutRegisterEntry(store.RegisterEntry{Scheme: e.Scheme, Identifier: e.Identifier, Name: e.Name, LegalForm: e.LegalForm, Place: e.Place, Website: e.Website}, now)
	})
}

// ImportCPV saves procurement codes.
func (s *Steps) ImportCPV(ctx context.Context, codes []organisation.Code, sum []byte) error {
	return importRows(ctx, s, "cpv.imported", codes, sum, func(tx *store.Tx, c organisation.Code) error { return tx.PutCPV(c.Code, c.Title) })
}

// ImportAreas saves areas.
func (s *Steps) ImportAreas(ctx context.Context, areas []organisation.Code, sum []byte) error {
	return importRows(ctx, s, "areas.imported", areas, sum, func(tx *store.Tx, c organisation.Code) error {
		return tx.PutArea(store.Titled{Code: c.Code, Title: c.Title, Kind: c.Kind})
	})
}

func importRows[T any](ctx context.Context, s *Steps, kind audit.Kind, rows []T, sum []byte, put func(*store.Tx, T) error) error {
	by := account.System("import")
	for from := 0; from < len(rows); from += importChunk {
		chunk := rows[from:min(from+importChunk, len(rows))]
		err := s.DB.WriteBulk(ctx, by, func(tx *store.Tx) (audit.Event, error) {
			for _, one := range chunk {
				if err := put(tx, one); err != nil {
					return audit.Event{}, err
				}
			}
			return audit.New(by, s.now(), kind, audit.Subject{Kind: "import", Ref: hex.EncodeToString(sum)[:16]}).With("file", hex.EncodeToString(sum)).With("rows", strconv.Itoa(len(chunk))).With("of", strconv.Itoa(len(rows))), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
