package handlers

// NewWith builds a site with a site map of the test's own.
func NewWith(cfg Config, routes []Route) (*Server, error) { return build(cfg, routes) }

// Get and Post make routes.
var (
	Get  = get
	Post = post
)
