/** One option of the program: where its value comes from and what it is for. */
export interface Option {
  readonly flag: string
  /** How `--help` shows the value; undefined for a switch. */
  readonly value: string | undefined
  readonly default: string
  readonly help: string
}

/** Every option. The command line wins over the environment (VIRTUAL_CHAT_PORT for --port), which wins over the default. */
export const OPTIONS = [
  { flag: 'port', value: 'PORT', default: '8080', help: 'Port to listen on; 0 lets the system choose.' },
  { flag: 'host', value: 'ADDRESS', default: '0.0.0.0', help: 'Address to listen on; :: is IPv6 as well.' },
  { flag: 'data', value: 'DIR', default: './virtual-chat-data', help: 'Where names, mail and posts are kept.' },
  {
    flag: 'web',
    value: 'DIR',
    default: '',
    help: 'Directory of the built page; empty means dist/web of this repository.',
  },
  {
    flag: 'https',
    value: undefined,
    default: '',
    help: 'Serve https with a self-signed certificate, kept in the data directory. Browsers ask once.',
  },
  { flag: 'cert', value: 'FILE', default: '', help: 'Serve https with this certificate (PEM); needs --key.' },
  { flag: 'key', value: 'FILE', default: '', help: 'Private key of --cert (PEM).' },
  {
    flag: 'origin',
    value: 'LIST',
    default: '',
    help: 'Addresses at which users reach this server (https://chat.example, comma-separated). Default: localhost, host name and network addresses, each with the port.',
  },
  {
    flag: 'allow-origin',
    value: 'LIST',
    default: '',
    help: 'Origins of other pages that may connect to this server (comma-separated).',
  },
  {
    flag: 'connect',
    value: 'LIST',
    default: '',
    help: 'Other chat servers that the page may connect to (https://other.example, comma-separated).',
  },
  {
    flag: 'ice-servers',
    value: 'JSON',
    default: '',
    help: 'STUN and TURN servers as a list of RTCIceServer. Without this option the server itself answers STUN, over UDP on its own port, where no proxy is in front.',
  },
  {
    flag: 'turn-secret',
    value: 'SECRET',
    default: '',
    help: 'Secret of the TURN servers that have no credentials: users get some that expire. Better in the environment: others can read command lines.',
  },
  { flag: 'registration', value: 'open|closed', default: 'open', help: 'Whether new names may be claimed.' },
  {
    flag: 'registration-code',
    value: 'CODE',
    default: '',
    help: 'What somebody must know who claims a new name, as in the link https://chat.example/#code=CODE. Empty means nothing.',
  },
  {
    flag: 'trust-proxy',
    value: undefined,
    default: '',
    help: "Behind a reverse proxy: take the client's address from the last entry of X-Forwarded-For.",
  },
  {
    flag: 'claims-per-day',
    value: 'N',
    default: '200',
    help: 'New names per address and day; 0 means no limit. High enough for a school behind one address.',
  },
  {
    flag: 'sign-ins-per-minute',
    value: 'N',
    default: '120',
    help: 'Sign-ins per address and minute; 0 means no limit. After a restart a whole office comes back at once.',
  },
  {
    flag: 'sockets-per-address',
    value: 'N',
    default: '200',
    help: 'Open connections per address; 0 means no limit. IPv6 counts per /64.',
  },
  {
    flag: 'events-per-second',
    value: 'N',
    default: '50',
    help: 'Events per connection and second; 0 means no limit. Acks of what the server pushes have ten times this limit.',
  },
  {
    flag: 'events-burst',
    value: 'N',
    default: '200',
    help: 'Events that one connection may send at once; 0 means no limit. Opening a direct link takes about ten.',
  },
  {
    flag: 'puts-per-second',
    value: 'N',
    default: '5',
    help: 'Letters and posts per member and second; 0 means no limit. An address has ten times this limit.',
  },
  {
    flag: 'puts-burst',
    value: 'N',
    default: '30',
    help: 'Letters and posts that one member may send at once; 0 means no limit. An address has ten times this limit.',
  },
  {
    flag: 'mail-per-sender',
    value: 'N',
    default: '200',
    help: 'Unread letters from one sender to one recipient, with the same share of --mail-megabytes as of --mail-per-box; 0 means no limit.',
  },
  { flag: 'mail-per-box', value: 'N', default: '2000', help: 'Unread letters of one recipient; 0 means no limit.' },
  {
    flag: 'mail-megabytes',
    value: 'N',
    default: '8',
    help: 'Total size of the unread letters of one recipient, MiB; 0 means no limit.',
  },
  { flag: 'mail-days', value: 'N', default: '30', help: 'Days that unread mail is kept; 0 means for ever.' },
  {
    flag: 'name-days',
    value: 'N',
    default: '180',
    help: 'Days after which a name is free again under which nobody signed in, unless it has a recovery phrase; 0 means never.',
  },
  { flag: 'group-days', value: 'N', default: '30', help: 'Days that posts to Everyone are kept; 0 means for ever.' },
  {
    flag: 'group-posts',
    value: 'N',
    default: '500000',
    help: 'Newest posts to Everyone that are kept, trimmed hourly; 0 means all of the last --group-days.',
  },
] as const satisfies readonly Option[]

/** Name of an option without the dashes. */
export type Flag = (typeof OPTIONS)[number]['flag']

/** The environment variable of an option. */
export function flagToVariable(flag: string): string {
  return `VIRTUAL_CHAT_${flag.toUpperCase().replaceAll('-', '_')}`
}

/** Words about options, each under the name by which it was given: the command line wins over the environment. */
export function namedAsGiven(words: string, args: readonly string[], env: NodeJS.ProcessEnv): string {
  return words.replaceAll(/--([a-z-]+)/g, (written, flag: string) => {
    const isOnLine = args.some((arg) => arg === written || arg.startsWith(`${written}=`))
    const variable = flagToVariable(flag)
    return !isOnLine && env[variable] ? variable : written
  })
}

/** What `--help` prints. */
export function helpText(): string {
  const rows = OPTIONS.map(({ flag, value, help, default: fallback }) => {
    const left = `  --${flag}${value === undefined ? '' : ` ${value}`}`
    return `${left.padEnd(30)} ${help}${fallback === '' ? '' : ` [${fallback}]`}`
  })
  return [
    'Virtual Chat server',
    '',
    'npm start -- [options]',
    '',
    ...rows,
    `${'  --help'.padEnd(30)} This text.`,
    '',
    `Each option is also an environment variable: ${flagToVariable('port')} for --port.`,
  ].join('\n')
}

/** The same as a markdown table, for the README. */
export function optionsTable(): string {
  const rows = OPTIONS.map(({ flag, value, help, default: fallback }) => {
    const option = `--${flag}${value === undefined ? '' : ` ${value.replaceAll('|', '\\|')}`}`
    return `| \`${option}\` | \`${flagToVariable(flag)}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${help} |`
  })
  return ['| option | variable | default | |', '|---|---|---|---|', ...rows].join('\n')
}
