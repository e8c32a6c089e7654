import { ref, watch } from 'vue'

/** A text that is kept while it is written, under the account that writes it: a session that ends loses nothing. */
const PREFIX = 'tuanshu:draft'

/** What of it was kept, and a way to forget it once it was handed in. Without a store of the browser it lives with the page. */
export function useDraft(login: string, subject: string) {
  const key = `${PREFIX}:${login}:${subject}`
  const text = ref(kept(key))
  watch(text, value => keep(key, value))
  const forget = () => {
    text.value = ''
    keep(key, '')
  }
  return { text, forget }
}

function kept(key: string): string {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

function keep(key: string, value: string): void {
  try {
    if (value === '') localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // a browser that keeps nothing keeps no draft
  }
}
