package demo

func (b *builder) story() {}
