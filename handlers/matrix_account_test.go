package handlers_test

func init() {
	free["/account/kept"] = true // nothing is kept for most
}
