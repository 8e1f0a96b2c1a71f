package page

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
)

// Attachment is a file that people uploaded, as it is handed out: never shown
// by the browser, always saved, of the type that was found when it was kept.
type Attachment struct {
	Name      string // as the browser gave it; data, never a path
	MediaType string
	Size      int64
	Body      io.ReadCloser
}

// Attach hands a file out and closes it. What is inside can neither run nor
// load anything, whatever a browser makes of it.
func (k Kit) Attach(c *gin.Context, a Attachment) (err error) {
	defer func() { err = errors.Join(err, a.Body.Close()) }()
	saved := mime.FormatMediaType("attachment", map[string]string{"filename": a.Name})
	if saved == "" {
		saved = "attachment"
	}
	h := c.Writer.Header()
	h.Set("Content-Disposition", saved)
	h.Set("Content-Type", a.MediaType)
	h.Set("Content-Length", strconv.FormatInt(a.Size, 10))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	noStore(c)
	c.Status(http.StatusOK)
	c.Writer.WriteHeaderNow()
	if c.Request.Method == http.MethodHead {
		return nil
	}
	if n, err := io.Copy(c.Writer, a.Body); err != nil {
		c.Abort() // the reader left, or the disk failed half way: the length tells them that it is not whole
		if c.Request.Context().Err() == nil {
			return fmt.Errorf("hand out %s: %d of %d bytes: %w", c.FullPath(), n, a.Size, err)
		}
	}
	return nil
}
