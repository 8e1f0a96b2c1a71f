package public

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// Checkpoint gives the newest signed head of the public log, as a signed note.
func (p Pages) Checkpoint(c *gin.Context) error {
	newest, err := p.Query(c).NewestCheckpoint()
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "public, max-age=30")
	return p.Text(c, http.StatusOK, "text/plain; charset=utf-8", []byte(newest.Note))
}
