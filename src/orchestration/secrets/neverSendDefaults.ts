/**
 * Files that hold secrets more often than code, as patterns of a `.gitignore`: what gitrob, talisman, git-leaks and GitHub's
 * own templates look for by name. The same list stands in package.json as the setting's default; what the user writes is
 * added. Left out are names that are code more often than secrets (`settings.py`, `config.php`, `*.sql`, `.bashrc`).
 */
export const defaultNeverSend: readonly string[] = [
  // The environment, and what goes by its example.
  `
  .env* *.env .dev.vars* .flaskenv !.env*.example !.env*.sample !.env*.template !.env*.dist !.dev.vars.example
  !example.env !sample.env !template.env !.env.d.ts env.production env.prod env.local env.staging ..env*.swp
  .#.env* local.settings.json
  `,
  // Keys, certificates and stores of them.
  `
  *.pem *.key *.keypair *.p8 *.p12 *.pkcs12 *.pfx *.ppk *.jwk *.jks *.jceks *.bks *.keystore *.keyring
  *.keychain *.keychain-db *.kdb *.kdbx *.agilekeychain *.opvault *.1pif *.1pux *.psafe3 *.kwallet *.gpg *.pgp
  *.crt *.cert *.cer *.der *.csr *.mobileprovision *.provisionprofile *.private_key private_key private-key
  !private_key/ !private-key/ secring.* id_rsa* id_dsa* id_ecdsa* id_ed25519* *_rsa *_dsa *_ecdsa *_ed25519
  !*_rsa/ !*_dsa/ !*_ecdsa/ !*_ed25519/ ssh_host_*_key !id_*.pub .ssh/ .gnupg/ .password-store/ **/age/keys.txt
  .vault-token .vault_pass* .vault-pass* vault_pass.txt vault-password vault-password.txt *.ovpn *.tblk
  wg[0-9].conf *.rdp *.token *.keytab *.age-key private*.asc secret*.asc *.pem.bak *.pem.old *.pem.gz *.key.bak *.key.old
  .age/ deploy_key !deploy_key/ wallet.dat **/keystore/UTC--* mnemonic.txt seed-phrase.txt .sops.key .hsm-pin
  `,
  // Clouds and clusters.
  `
  .aws/ .azure/ .oci/ .bluemix/ .chef/ .fly/ .pulumi/ .snowflake/ .twilio-cli/ .kube/ **/.config/gcloud/
  **/.config/doctl/ **/.config/glab-cli/ **/gh/hosts.yml **/.config/hub **/.docker/config.json .dockercfg
  .dockerconfigjson dockerconfig.json docker-config.json pull-secret pull-secret.txt pull-secret.y*ml talosconfig .talos/ k3s.yaml
  kubeconfig kubeconfig-* !kubeconfig-*.* !kubeconfig/ *.kubeconfig kubeconfig.y*ml kubeconfig.json kubeconfig.conf
  kubeconfig.txt *-kubeconfig.y*ml .databrickscfg *.tfvars *.tfvars.json *.tfstate *.tfstate.* .terraformrc
  terraform.rc credentials.tfrc.json .s3cfg .s3curl .boto .passwd-s3fs rclone.conf .tugboat rootkey.csv
  *accessKeys.csv heroku.json ngrok.yml kaggle.json **/huggingface/token **/stripe/config.toml .sentryclirc
  google-services.json GoogleService-Info.plist *firebase-adminsdk*.json *service-account*.json
  *service_account*.json *serviceAccount*.json application_default_credentials.json accessTokens.json
  gcp-key*.json gcp-sa*.json msal_token_cache.* .snowsql/ .dbt/ .okta/ .doppler/ .supabase/access-token
  .railway/ .flyrc .consul-token **/.netlify/config.json **/.wrangler/config/ **/.circleci/cli.yml
  *.publishsettings *.pubxml *.pubxml.user *.azurePubxml *.cscfg appsettings.Local.json
  `,
  // Credentials and secrets under their own names.
  `
  credentials !credentials/ .credentials* credentials.json credentials.xml credentials.csv credentials.toml
  credentials.y*ml credentials.db *-credentials.json *_credentials.json aws_credentials aws-credentials
  client_secret*.json client-secret*.json oauth_creds.json oauth_token oauth_token.txt oauth-token
  oauth-token.txt access_token !*_token/ !*-token/ token.json token.pickle .token .tokens auth.json .secret
  .secrets .secrets.toml .secrets.y*ml .secrets.json *secret.y*ml *secrets.y*ml secrets.*.y*ml *secret.json
  *secrets.json secrets.*.json *secrets.toml *secrets.xml *secrets.ini *secrets.properties *secrets.txt
  secret.txt secret-*.y*ml secrets-*.y*ml secret.*.y*ml api_key.txt api-key.txt apikey.txt api_keys.txt api-keys.txt
  apikeys.txt api_key.json api-key.json api_keys.json api-keys.json apikey.json apikeys.json *_api_key.txt token.txt
  recovery-codes.txt recovery_codes.txt *-recovery-codes.txt bitwarden_export*.json bitwarden_export*.csv
  lastpass_export*.csv !secret-store*.y*ml !secret-provider*.y*ml !*sealed-secret*.y*ml !*sealedsecret*.y*ml !*external-secret*.y*ml !*externalsecret*.y*ml
  *password*.txt *passwords*.csv passwd.txt secret_token.rb secret_key_base hudson.util.Secret
  `,
  // Package registries and builds.
  `
  .npmrc .yarnrc .yarnrc.yml .pnpmrc .pypirc .pip/ pip.conf pip.ini .condarc **/.gem/credentials
  **/.bundle/config **/.cargo/credentials* **/.m2/settings.xml .jfrog/ settings-security.xml
  **/.gradle/gradle.properties keystore.properties key.properties signing.properties local.properties
  jenkins.plugins.publish_over_ssh.BapSshPublisherPlugin.xml
  `,
  // Programs that log in.
  `
  .pg_service.conf pg_service.conf **/pgbouncer/userlist.txt ipsec.secrets chap-secrets wpa_supplicant.conf .smbcredentials
  smbcredentials davfs2.secrets **/.davfs2/secrets **/.weechat/sec.conf .mbsyncrc .offlineimaprc .netrc _netrc netrc !netrc/ .authinfo* .pgpass pgpass.conf .my.cnf .mylogin.cnf .htpasswd htpasswd !htpasswd/
  .htdigest .git-credentials git-credentials .gitcookies .msmtprc .fetchmailrc .muttrc .esmtprc .wgetrc .curlrc
  _curlrc .ftpconfig .ftppass ftpsync.settings sftp.json sftp-config.json .remote-sync.json
  deployment-config.json WebServers.xml dataSources.local.xml dbeaver-data-sources.xml credentials-config.json
  robomongo.json filezilla.xml recentservers.xml sitemanager.xml proftpdpasswd ventrilo_srv.ini
  **/.purple/accounts.xml **/.irssi/config **/etc/shadow **/etc/gshadow **/github-copilot/*.json **/.claude.json
  `,
  // What applications keep: databases' passwords, cookies, what was typed.
  `
  database.yml mongoid.yml parameters.yml wp-config.php LocalSettings.php local_settings.py
  storageState.json **/playwright/.auth/ *.hprof connectionStrings.config knife.rb logins.json key3.db key4.db cookies.txt cookies.sqlite *.har dump.sql
  *.sqldump .*_history .history fish_history ConsoleHost_history.txt
  `,
].flatMap((names) => names.trim().split(/\s+/));
