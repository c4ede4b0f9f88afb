package ndototest

import (
	"bytes"
	"image"
	_ "image/gif"  // to be measured
	_ "image/jpeg" // to be measured
	_ "image/png"  // to be measured
)

// measure finds the size of a picture, as a job of the server does.
func (a *attachment) measure() {
	if a.fileType != "image" {
		return
	}
	if header, _, err := image.DecodeConfig(bytes.NewReader(a.data)); err == nil {
		a.size = &image.Point{X: header.Width, Y: header.Height}
	}
}
