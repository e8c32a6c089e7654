/*
 * Stands inline in every page, before anything that has to be fetched. ES5, so that each browser understands at least this.
 *
 * - An engine that is too old for the page is told so in one sentence.
 * - A page whose script or style did not arrive asks whether its server answers, and then loads itself again: for as long
 *   as nothing is shown; a page that is shown does so once in ten minutes at the most, for somebody may be working in it.
 */
;(function () {
  'use strict'
  var OLDEST = 80
  var STUCK_MS = 60000
  var FIRST_WAIT_MS = 2000
  var LONGEST_WAIT_MS = 60000
  var SHOWN_AGAIN_MS = 600000
  var KEY = 'tuanshu.reloads'
  var isHealing = false
  var isTooOld = engine().isOld

  function place() {
    return document.getElementById('wall') || document.getElementById('portal')
  }

  /** The frame clears its place when it mounts, and with it what stands there. */
  function isMounted() {
    var root = place()
    return root !== null && root.firstChild !== null && root.firstChild.id !== 'start-notice'
  }

  /** A frame that still waits for its first page holds nothing but a comment. */
  function isShown() {
    return isMounted() && place().children.length > 0
  }

  function say(text) {
    var root = place()
    if (root === null || isMounted()) return
    var notice = document.createElement('p')
    notice.id = 'start-notice'
    notice.setAttribute('role', 'alert')
    notice.style.cssText =
      'max-width: 40em; margin: 20vh auto 0; padding: 0 1em; color: #8a8f98; font: 20px/1.7 sans-serif'
    notice.appendChild(document.createTextNode(text))
    root.innerHTML = ''
    root.appendChild(notice)
  }

  function engine() {
    var agent = navigator.userAgent
    var found = /Chrom(?:e|ium)\/(\d+)/.exec(agent)
    if (found) return { name: 'Chromium ' + found[1], isOld: Number(found[1]) < OLDEST }
    found = /MSIE (\d+)|Trident\/.*rv:(\d+)/.exec(agent)
    if (found)
      return { name: 'Internet Explorer ' + (found[1] || found[2]) + '（或 IE 兼容模式）', isOld: true }
    return { name: agent, isOld: !('noModule' in document.createElement('script')) }
  }

  function sayTooOld() {
    isTooOld = true
    say(
      '本页需要 Chromium 80 或更高版本内核的浏览器，当前内核是 ' +
        engine().name +
        '。请升级浏览器，或切换到“极速模式”后重新打开。'
    )
  }

  function remembered() {
    try {
      var parts = (sessionStorage.getItem(KEY) || '').split(' ')
      return { count: Number(parts[0]) || 0, at: Number(parts[1]) || 0 }
    } catch (_refused) {
      return { count: 5, at: Date.now() }
    }
  }

  function remember(count) {
    try {
      sessionStorage.setItem(KEY, count + ' ' + Date.now())
    } catch (_refused) {
      return
    }
  }

  function heal() {
    if (isHealing || isTooOld) return
    var last = remembered()
    var sinceMs = Date.now() - last.at
    if (isShown() && last.count > 0 && sinceMs < SHOWN_AGAIN_MS) return
    isHealing = true
    if (sinceMs >= SHOWN_AGAIN_MS) last.count = 0
    // many walls fail in the same instant, and shall not return in the next
    var waitMs =
      Math.min(FIRST_WAIT_MS * Math.pow(2, last.count), LONGEST_WAIT_MS) * (0.75 + Math.random() / 2)
    say('页面没有完整载入，正在等待服务恢复，将自动重试。')
    setTimeout(function () {
      probe(last.count + 1, waitMs)
    }, waitMs)
  }

  function probe(count, waitMs) {
    var request = new XMLHttpRequest()
    request.open('GET', location.href)
    request.setRequestHeader('Cache-Control', 'no-cache')
    request.timeout = 10000
    request.onloadend = function () {
      if (request.status >= 200 && request.status < 300) {
        remember(count)
        location.reload()
        return
      }
      setTimeout(
        function () {
          probe(count, waitMs)
        },
        Math.min(2 * waitMs, LONGEST_WAIT_MS)
      )
    }
    request.send()
  }

  function isPart(node) {
    if (!node || !node.tagName) return false
    if (node.tagName === 'SCRIPT') return true
    return node.tagName === 'LINK' && node.rel === 'stylesheet'
  }

  addEventListener(
    'error',
    function (event) {
      if (isPart(event.target)) return heal()
      // our own script that cannot be parsed; a browser may claim to be newer than it is
      if (event.error instanceof SyntaxError && !isMounted()) sayTooOld()
    },
    true
  )
  // a part that is fetched later, and the styles that belong to it
  addEventListener('vite:preloadError', heal)
  addEventListener('load', function () {
    // scripts of modules have run before this
    setTimeout(function () {
      if (!isMounted()) heal()
    }, 1000)
  })
  document.addEventListener('DOMContentLoaded', function () {
    if (isTooOld && !isMounted()) sayTooOld()
  })
  // a connection that neither fails nor goes on
  setTimeout(function () {
    if (!isMounted()) heal()
  }, STUCK_MS)
})()
