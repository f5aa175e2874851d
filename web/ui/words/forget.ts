/** Some of what this browser holds of that person could not be deleted. */
export function notForgottenWords(name: string): string {
  return `What this browser holds of ${name} could not be deleted. Try again, or delete this site’s data in the browser’s settings.`
}
