package public

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"hundredweight/models/refusal"
	"hundredweight/models/store"
	templates "hundredweight/templates/public"
	"hundredweight/templates/text"
)

// TenderVersion shows a version of a tender as it was published.
func (p Pages) TenderVersion(c *gin.Context) error {
	n, t, err := p.versionAsked(c)
	if err != nil {
		return err
	}
	body, err := publicJSON(t)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	f := templates.TenderFacts{
		Ref: t.row.Ref, Buyer: t.row.OrgName, Status: t.shown(p.Now()), Now: p.Now(), Published: t.row.PublishedAt.Time, Version: t.row.Version,
		Old: &templates.OldVersion{N: n, Published: text.When(t.version.PublishedAt.Time), Hash: hex.EncodeToString(sum[:]), Data: fmt.Sprintf("/tenders/%s/versions/%d/data.json", t.row.Ref, n)},
	}
	v := templates.TenderVersionView{View: p.View(c, text.Say("", "Version {n}: {title}", "n", strconv.Itoa(n), "title", t.content.Title)), Tender: templates.TenderOf(t.content, f)}
	v.Crumbs, v.NoIndex = tenderCrumbs(t), true
	return p.Render(c, http.StatusOK, templates.TenderVersionPage(v))
}

// TenderVersionData gives a version as data: what everybody may read of it,
// with the bytes that its fingerprint was taken of.
func (p Pages) TenderVersionData(c *gin.Context) error {
	n, t, err := p.versionAsked(c)
	if err != nil {
		return err
	}
	body, err := publicJSON(t)
	if err != nil {
		return err
	}
	c.Writer.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-version-%d.json"`, t.row.Ref, n))
	return p.Text(c, http.StatusOK, "application/json; charset=utf-8", body)
}

func (p Pages) versionAsked(c *gin.Context) (n int, t published, err error) {
	if n, err = strconv.Atoi(c.Param("n")); err != nil || n < 1 || n > 1_000_000 {
		return 0, t, refusal.Missing("version of the tender")
	}
	t, err = p.published(c, p.Query(c), func(store.TenderRow) int { return n })
	return n, t, err
}

func publicJSON(t published) ([]byte, error) {
	body, err := json.Marshal(t.content.Public())
	if err != nil {
		return nil, fmt.Errorf("version %d of %s: %w", t.version.N, t.row.Ref, err)
	}
	return body, nil
}
