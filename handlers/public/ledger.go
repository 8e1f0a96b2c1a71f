package public

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hundredweight/models/ledger"
	"hundredweight/models/refusal"
	templates "hundredweight/templates/public"
	"hundredweight/templates/text"
)

// Ledger explains the public log and shows its newest signed head.
func (p Pages) Ledger(c *gin.Context) error {
	v := templates.LedgerView{View: p.View(c, "The public log"), Key: p.LogKey, BaseURL: p.BaseURL}
	newest, err := p.Query(c).NewestCheckpoint()
	switch r, refused := refusal.As(err); {
	case err == nil:
		v.Signed, v.Size, v.Head, v.At = true, newest.Size, strings.Split(strings.TrimSpace(newest.Note), "\n"), text.When(newest.At.Time)
	case !refused || r.Kind != refusal.NotFound:
		return err
	}
	return p.Render(c, http.StatusOK, templates.Ledger(v))
}

// Checkpoint gives the newest signed head of the public log, as a signed note.
func (p Pages) Checkpoint(c *gin.Context) error {
	newest, err := p.Query(c).NewestCheckpoint()
	if err != nil {
		return err
	}
	return p.Text(c, http.StatusOK, "text/plain; charset=utf-8", []byte(newest.Note))
}

// LedgerEntry proves that an entry is in the newest signed head: its leaf hash,
// the hashes that lead to the root, and the head.
func (p Pages) LedgerEntry(c *gin.Context) error {
	n, err := strconv.ParseInt(c.Param("n"), 10, 63)
	if err != nil || n < 0 {
		return refusal.Missing("entry")
	}
	q := p.Query(c)
	newest, err := q.NewestCheckpoint()
	if err != nil {
		return err
	}
	if n >= newest.Size {
		return refusal.Missing("entry in the newest signed head")
	}
	leaf, err := q.LogEntry(n)
	if err != nil {
		return err
	}
	proof, err := ledger.ProveInclusion(newest.Size, n, q.LogHashes())
	if err != nil {
		return fmt.Errorf("prove entry %d: %w", n, err)
	}
	var out strings.Builder
	fmt.Fprintf(&out, "c2sp.org/tlog-proof@v1\nextra %s\nindex %d\n", base64.StdEncoding.EncodeToString(leaf[:]), n)
	for _, h := range proof {
		fmt.Fprintln(&out, base64.StdEncoding.EncodeToString(h[:]))
	}
	fmt.Fprintf(&out, "\n%s", newest.Note)
	return p.Text(c, http.StatusOK, "text/plain; charset=utf-8", []byte(out.String()))
}
