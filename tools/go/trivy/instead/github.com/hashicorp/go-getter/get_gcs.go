package getter

import (
	"errors"
	"net/url"
)

type GCSGetter struct{ getter }

func (*GCSGetter) ClientMode(*url.URL) (ClientMode, error) {
	return ClientModeInvalid, errors.New("this build does not download from GCS")
}

func (*GCSGetter) Get(string, *url.URL) error {
	return errors.New("this build does not download from GCS")
}

func (*GCSGetter) GetFile(string, *url.URL) error {
	return errors.New("this build does not download from GCS")
}
