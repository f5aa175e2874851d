/** What stands in an avatar: the first letter, and the end of a number at the end, as a class of s1 to s30 has one letter. */
export function avatarLetters(name: string): string {
  return name.replace(/^(.).*?(\d{0,2})$/, '$1$2')
}
