package public

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// Healthz says that the process is alive, and nothing else.
func (p Pages) Healthz(c *gin.Context) error {
	return p.Text(c, http.StatusOK, "text/plain; charset=utf-8", []byte("ok\n"))
}

// Readyz says whether the site can take work: a write reaches the disk, and
// there is room on it. Why not is in the log, not in the answer.
func (p Pages) Readyz(c *gin.Context) error {
	if err := p.Ready(c.Request.Context()); err != nil {
		p.Log.Error("not ready", "err", err)
		c.Header("Retry-After", "5")
		return p.Text(c, http.StatusServiceUnavailable, "text/plain; charset=utf-8", []byte("not ready\n"))
	}
	return p.Text(c, http.StatusOK, "text/plain; charset=utf-8", []byte("ready\n"))
}

// Build says which version of the program answers.
func (p Pages) Build(c *gin.Context) error {
	return p.Text(c, http.StatusOK, "text/plain; charset=utf-8", []byte("hundredweight "+p.Version+"\n"))
}
