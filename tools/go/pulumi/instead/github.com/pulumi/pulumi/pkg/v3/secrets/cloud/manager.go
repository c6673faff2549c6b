package cloud

import (
	"encoding/json"
	"errors"

	"github.com/pulumi/pulumi/pkg/v3/secrets"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
)

const Type = "cloud"

var errPassphraseOnly = errors.New("this build of pulumi encrypts with a passphrase only")

func NewCloudSecretsManager(*workspace.ProjectStack, string, bool) (secrets.Manager, error) {
	return nil, errPassphraseOnly
}

func NewCloudSecretsManagerFromState(json.RawMessage) (secrets.Manager, error) {
	return nil, errPassphraseOnly
}

func EditProjectStack(*workspace.ProjectStack, json.RawMessage) error {
	return errPassphraseOnly
}
