package getter

import (
	"errors"
	"net/url"
)

type S3Getter struct{ getter }

func (*S3Getter) ClientMode(*url.URL) (ClientMode, error) {
	return ClientModeInvalid, errors.New("this build does not download from S3")
}

func (*S3Getter) Get(string, *url.URL) error {
	return errors.New("this build does not download from S3")
}

func (*S3Getter) GetFile(string, *url.URL) error {
	return errors.New("this build does not download from S3")
}
