// Classes, interfaces, closures, generics, exceptions, coroutines, strings and
// collections, and a heap under pressure. The output is the same on the JVM;
// what Kotlin leaves to the platform (formatting of floating-point numbers,
// array accesses out of bounds) is avoided.
import kotlin.coroutines.*
import kotlin.random.Random

// --- A small language: sealed classes, recursion, smart casts.

sealed class Expr
data class Num(val value: Long) : Expr()
data class Name(val name: String) : Expr()
data class Op(val op: Char, val left: Expr, val right: Expr) : Expr()
data class Let(val name: String, val value: Expr, val body: Expr) : Expr()

class SyntaxError(message: String, val at: Int) : Exception(message)
class EvalError(message: String, cause: Throwable? = null) :
    RuntimeException(message, cause)

class Parser(private val text: String) {
    private var at = 0

    private fun peek(): Char? {
        while (at < text.length && text[at].isWhitespace()) at++
        return text.getOrNull(at)
    }

    private fun expect(c: Char) {
        if (peek() != c) throw SyntaxError("expected '$c'", at)
        at++
    }

    private fun word(): String {
        peek()
        val begin = at
        while (at < text.length && text[at].isLetter()) at++
        return text.substring(begin, at)
    }

    private fun primary(): Expr {
        val c = peek() ?: throw SyntaxError("unexpected end", at)
        return when {
            c == '(' -> {
                at++
                sum().also { expect(')') }
            }
            c.isDigit() -> {
                val begin = at
                while (at < text.length && text[at].isDigit()) at++
                Num(text.substring(begin, at).toLong())
            }
            c.isLetter() -> {
                val name = word()
                if (name != "let") return Name(name)
                val bound = word()
                expect('=')
                val value = sum()
                if (word() != "in") throw SyntaxError("expected in", at)
                Let(bound, value, sum())
            }
            else -> throw SyntaxError("unexpected '$c'", at)
        }
    }

    private fun product(): Expr {
        var left = primary()
        while (peek() == '*' || peek() == '/') left = Op(text[at++], left, primary())
        return left
    }

    private fun sum(): Expr {
        var left = product()
        while (peek() == '+' || peek() == '-') left = Op(text[at++], left, product())
        return left
    }

    fun parse(): Expr {
        val result = sum()
        if (peek() != null) throw SyntaxError("left over", at)
        return result
    }
}

fun eval(e: Expr, env: Map<String, Long> = emptyMap()): Long = when (e) {
    is Num -> e.value
    is Name -> env[e.name] ?: throw EvalError("no ${e.name}")
    is Let -> eval(e.body, env + (e.name to eval(e.value, env)))
    is Op -> {
        val l = eval(e.left, env)
        val r = eval(e.right, env)
        when (e.op) {
            '+' -> l + r
            '-' -> l - r
            '*' -> l * r
            '/' -> if (r == 0L) throw EvalError("zero") else l / r
            else -> error("op ${e.op}")
        }
    }
}

fun language() {
    val texts = listOf(
        "1 + 2 * 3", "(1 + 2) * 3 - 4 / 2", "let x = 5 in x * (x - y)",
        "let x = 6 in let y = x * 7 in y + x", "1 +", "2 $ 3", "4 / (2 - 2)",
    )
    for (text in texts) {
        val answer = try {
            val e = Parser(text).parse()
            "${eval(e)} ${e.toString().length} ${e == Parser(text).parse()}"
        } catch (e: SyntaxError) {
            "${e.message} at ${e.at}"
        } catch (e: EvalError) {
            "cannot: ${e.message}"
        }
        println("$text => $answer")
    }
    println(Parser("let a = 1 in a + 2").parse())
}

// --- Interfaces, generics, delegation, operators, enumerations.

interface Shape {
    val area: Long
    fun describe() = "${name()} of area $area"
    fun name(): String
}

interface Scalable<out T> {
    fun scaled(by: Int): T
}

data class Rect(val w: Long, val h: Long) : Shape, Scalable<Rect> {
    override val area get() = w * h
    override fun name() = if (w == h) "square" else "rectangle"
    override fun scaled(by: Int) = Rect(w * by, h * by)
}

open class Polygon(private val xs: List<Pair<Int, Int>>) : Shape {
    override val area by lazy {
        computed++
        var twice = 0L
        for (i in xs.indices) {
            val (x1, y1) = xs[i]
            val (x2, y2) = xs[(i + 1) % xs.size]
            twice += x1.toLong() * y2 - x2.toLong() * y1
        }
        (if (twice < 0) -twice else twice) / 2
    }
    override fun name() = "polygon(${xs.size})"

    companion object {
        var computed = 0
    }
}

class Named(private val name: String, shape: Shape) : Shape by shape {
    override fun name() = name
}

enum class Level(val weight: Int) {
    LOW(1), MIDDLE(5) {
        override fun label() = "mid"
    },
    HIGH(10);

    open fun label() = name.lowercase()
}

class Mod(val n: Int) {
    operator fun plus(o: Mod) = Mod((n + o.n) % 97)
    operator fun times(o: Mod) = Mod((n * o.n) % 97)
}

class Matrix(val n: Int, init: (Int, Int) -> Int) {
    private val cells = Array(n) { i -> IntArray(n) { j -> init(i, j) } }
    operator fun get(i: Int, j: Int) = cells[i][j]
    operator fun times(o: Matrix) = Matrix(n) { i, j ->
        var s = 0
        for (k in 0 until n) s += this[i, k] * o[k, j]
        s
    }
    override fun toString() = cells.joinToString("|") { it.joinToString(",") }
}

inline fun <reified T> Iterable<*>.only(): List<T> {
    val result = mutableListOf<T>()
    for (x in this) if (x is T) result += x
    return result
}

fun objects() {
    val shapes: List<Shape> = listOf(
        Rect(3, 4), Rect(5, 5).scaled(2),
        Polygon(listOf(0 to 0, 4 to 0, 4 to 3)),
        Named("field", Polygon(listOf(0 to 0, 9 to 1, 8 to 8, 2 to 7))),
    )
    repeat(2) { shapes.forEach { println(it.describe()) } }
    println("computed ${Polygon.computed}")
    val mixed = listOf(1, "two", 3L, 'c', null, Rect(1, 2), 2.5, Level.HIGH, 7)
    println("${mixed.only<Int>()} ${mixed.only<Shape>()} ${mixed.only<Comparable<*>>().size}")
    println(mixed.map { (it as? Number)?.toInt() ?: -1 })
    println(Level.entries.joinToString { "${it.label()}=${it.weight}" })
    println(Level.valueOf("LOW") < Level.HIGH)
    println((1..20).fold(Mod(1)) { a, i -> a * Mod(i) + Mod(3) }.n)
    println(Matrix(3) { i, j -> i + j } * Matrix(3) { i, j -> i - 2 * j })
    println(mixed.map { it?.let { x -> x::class.simpleName } })
    val cast = try {
        (mixed[1] as Int).toString()
    } catch (e: ClassCastException) {
        "no Int"
    }
    println(cast)
    val nothing: String? = if (mixed.size > 100) "x" else null
    println(try { nothing!!.length } catch (e: NullPointerException) { -1 })
}

// --- Exceptions.

class Resource(val log: StringBuilder, val name: String) : AutoCloseable {
    init { log.append("open $name;") }
    override fun close() {
        log.append("close $name;")
        if (name == "bad") throw IllegalStateException("close")
    }
}

fun finallyOrder(log: StringBuilder, n: Int): Int {
    for (i in 0..5) {
        try {
            try {
                if (i == n) return i * 10
                if (i == 3) throw IllegalArgumentException("three")
                if (i % 2 == 0) continue
                log.append("body$i;")
            } finally {
                log.append("f$i;")
            }
        } catch (e: IllegalArgumentException) {
            log.append("caught ${e.message};")
            if (n == 7) break
        } finally {
            log.append("g$i;")
        }
    }
    return -1
}

fun deepThrow(depth: Int): Int =
    if (depth == 0) throw EvalError("deep") else 1 + deepThrow(depth - 1)

fun exceptions() {
    for (n in listOf(1, 7, 5)) {
        val log = StringBuilder()
        println("${finallyOrder(log, n)} $log")
    }
    val log = StringBuilder()
    try {
        Resource(log, "a").use {
            Resource(log, "bad").use { throw EvalError("inside", SyntaxError("why", 3)) }
        }
    } catch (e: EvalError) {
        log.append("${e.message} ${e.cause?.message} ${e.suppressedExceptions.map { it.message }}")
    }
    println(log)
    var caught = 0
    for (i in 0 until 2000) {
        try {
            deepThrow(i % 50)
        } catch (e: RuntimeException) {
            caught += i
        }
    }
    println("caught $caught")
    println(runCatching { "12x".toInt() }.exceptionOrNull() is NumberFormatException)
    println(runCatching { listOf(1, 2)[2] }.isFailure)
    println(runCatching { mutableListOf(1, 2).iterator().let { it.next(); it.next(); it.next() } }
        .exceptionOrNull() is NoSuchElementException)
    println(runCatching { require(false) { "required" } }.exceptionOrNull()?.message)
}

// --- Closures, sequences, coroutines.

fun counter(): Pair<() -> Int, (Int) -> Unit> {
    var n = 0
    return Pair({ n++ }, { n += it })
}

fun <A, B, C> compose(f: (A) -> B, g: (B) -> C): (A) -> C = { g(f(it)) }

tailrec fun collatz(n: Long, steps: Int = 0): Int =
    if (n == 1L) steps else collatz(if (n % 2 == 0L) n / 2 else 3 * n + 1, steps + 1)

fun tree(n: Int): Sequence<Int> = sequence {
    if (n > 0) {
        yieldAll(tree(n / 2))
        yield(n)
        yieldAll(tree(n / 3))
    }
}

class Pipe<T> {
    private var waiting: Continuation<T>? = null
    suspend fun next(): T = suspendCoroutine { waiting = it }
    fun send(value: T) {
        val c = waiting!!
        waiting = null
        c.resume(value)
    }
    fun fail(e: Throwable) = waiting!!.resumeWithException(e)
}

fun closures() {
    val (next, add) = counter()
    next()
    add(10)
    println("${next()} ${next()}")
    val list = (1..5).map { i -> { x: Int -> x * i } }
    println(list.fold(1) { a, f -> f(a) })
    println(compose<String, Int, String>({ it.length }, { "<$it>" })("four"))
    println((1L..30L).maxBy { collatz(it) })
    println(tree(40).joinToString(" "))
    println(generateSequence(1 to 1) { (a, b) -> b to a + b }
        .map { it.first }.filter { it % 2 == 0 }.takeWhile { it < 100000 }.toList())
    val pipe = Pipe<Int>()
    val log = mutableListOf<String>()
    suspend {
        var sum = 0
        try {
            while (true) sum += pipe.next()
        } catch (e: EvalError) {
            log += "stopped: ${e.message}"
        }
        sum
    }.startCoroutine(Continuation(EmptyCoroutineContext) { log += "result ${it.getOrThrow()}" })
    for (i in 1..100) pipe.send(i)
    pipe.fail(EvalError("enough"))
    println(log)
}

// --- Strings and numbers.

fun strings() {
    val text = "the quick brown fox jumps over the lazy dog and the cat"
    println(text.split(" ").groupingBy { it.length }.eachCount().toList().sortedBy { it.first })
    println(text.split(' ').sortedWith(compareBy<String> { it.length }.thenByDescending { it }))
    println(Regex("([a-z])([a-z]+)").replace(text) { it.groupValues[1].uppercase() + it.groupValues[2] })
    println(Regex("\\b(\\w+)o(\\w*)\\b").findAll(text).map { it.value + it.range }.toList())
    println("Grüße, 世界! \uD83D\uDE00".let { "${it.length} ${it.reversed().length} ${it.uppercase()}" })
    println("Grüße".encodeToByteArray().joinToString(" ") { (it.toInt() and 255).toString(16) })
    println("%s|a,b;;c".split(',', ';', '|'))
    println(buildString { for (c in 'a'..'z' step 3) append(c).append(c.code % 7) })
    println("""
        |margin
        |  two
    """.trimMargin().lines())
    println("abc".compareTo("abd") < 0 && "b" > "abc" && "x".repeat(3) == "xxx")
    println("  pad ".trim().padStart(8, '*').padEnd(10, '-'))
    println(listOf(Int.MAX_VALUE + 1, -7 / 2, -7 % 3, (-7).mod(3), 1 shl 33, -8 ushr 28, -8 shr 1))
    println(listOf(Long.MIN_VALUE, 1L shl 40, 0x7fffffffffffffffL.toInt().toLong(), 123456789012L * 1000003))
    println(listOf(1e10.toInt(), (-1e10).toInt(), Double.NaN.toInt(), 1e30.toLong(), 300.toByte().toInt(), 70000.toChar().code))
    println(listOf(4000000000u, 5u - 6u, 7u / 2u, UInt.MAX_VALUE % 10u))
    println(ULong.MAX_VALUE / 3uL)
    println("${(0.1 + 0.2) * 8} ${1.5f * 2.25f} ${100.0} ${-0.5}")
    println("ff".toInt(16) + "-101".toInt(2))
    println("hash ${"hash".hashCode()} ${listOf(1, 2, 3).hashCode()} ${Rect(3, 4).hashCode()}")
    val random = Random(12345)
    println(List(6) { random.nextInt(1000) })
    println((1..20).shuffled(Random(7)))
}

// --- Collections.

class Heap<T>(private val order: Comparator<T>) {
    private val items = ArrayList<T>()
    val size get() = items.size
    fun push(x: T) {
        items.add(x)
        var i = items.lastIndex
        while (i > 0 && order.compare(items[i], items[(i - 1) / 2]) < 0) {
            items[i] = items[(i - 1) / 2].also { items[(i - 1) / 2] = items[i] }
            i = (i - 1) / 2
        }
    }
    fun pop(): T {
        val top = items[0]
        val last = items.removeAt(items.lastIndex)
        if (items.isEmpty()) return top
        items[0] = last
        var i = 0
        while (true) {
            var least = i
            for (c in 2 * i + 1..minOf(2 * i + 2, items.lastIndex))
                if (order.compare(items[c], items[least]) < 0) least = c
            if (least == i) return top
            items[i] = items[least].also { items[least] = items[i] }
            i = least
        }
    }
}

fun shortest(n: Int): Int {
    val random = Random(99)
    val cost = Array(n) { IntArray(n) { random.nextInt(1, 100) } }
    val best = HashMap<Pair<Int, Int>, Int>()
    val heap = Heap<Triple<Int, Int, Int>>(compareBy { it.first })
    heap.push(Triple(0, 0, 0))
    while (heap.size > 0) {
        val (d, x, y) = heap.pop()
        if (best.getOrElse(x to y) { Int.MAX_VALUE } <= d) continue
        best[x to y] = d
        if (x == n - 1 && y == n - 1) return d
        for ((dx, dy) in listOf(1 to 0, 0 to 1, -1 to 0, 0 to -1)) {
            val nx = x + dx
            val ny = y + dy
            if (nx in 0 until n && ny in 0 until n) heap.push(Triple(d + cost[nx][ny], nx, ny))
        }
    }
    return -1
}

fun collections() {
    println("shortest ${shortest(40)}")
    val map = mutableMapOf<String, MutableList<Int>>()
    for (i in 0 until 30000) map.getOrPut("key${i * 7919 % 1009}") { mutableListOf() } += i
    println("${map.size} ${map.values.sumOf { it.sum().toLong() * it.size }} ${map["key500"]?.take(3)}")
    map.entries.removeAll { it.key.last() in "13579" }
    println("${map.size} ${map.keys.sorted().take(4)}")
    val set = LinkedHashSet<Rect>()
    for (i in 0L until 5000L) set += Rect(i % 50, i % 30)
    println("${set.size} ${Rect(49, 29) in set} ${Rect(29, 49) in set}")
    val queue = ArrayDeque<Int>()
    var josephus = 0
    for (i in 1..1000) queue.addLast(i)
    while (queue.size > 1) {
        repeat(6) { queue.addLast(queue.removeFirst()) }
        josephus = josephus * 31 + queue.removeFirst()
    }
    println("josephus ${queue.first()} $josephus")
    val sieve = BooleanArray(100000) { it >= 2 }
    for (i in 2..316) if (sieve[i]) for (j in i * i until sieve.size step i) sieve[j] = false
    println("primes ${sieve.count { it }}")
    val numbers = LongArray(2000) { (it * 1103515245L + 12345L) % 65536 }
    println("${numbers.sorted().take(3)} ${numbers.sortedArrayDescending().take(2)} ${numbers.distinct().size}")
    println((1..10).chunked(3).zip("abcd".toList()).associate { (a, b) -> b to a.sum() })
    println((1..6).windowed(3, 2).flatten().partition { it % 2 == 0 })
}

// --- The heap.

class Node(val left: Node?, val right: Node?) {
    fun count(): Int = 1 + (left?.count() ?: 0) + (right?.count() ?: 0)
}

fun grow(depth: Int): Node =
    if (depth == 0) Node(null, null) else Node(grow(depth - 1), grow(depth - 1))

class Link(var next: Link?, val value: Int)

fun pressure() {
    val old = grow(15)
    var total = 0L
    for (depth in 4..14 step 2) repeat(1 shl (15 - depth)) { total += grow(depth).count() }
    println("trees $total ${old.count()}")
    // Old objects point to new ones, and rings that are dropped.
    val slots = arrayOfNulls<Link>(1000)
    var sum = 0L
    for (i in 0 until 1_000_000) {
        val ring = Link(null, i)
        ring.next = Link(ring, i + 1)
        sum += slots[i * 31 % 1000]?.next?.value ?: 0
        slots[i % 1000] = if (i % 3 == 0) ring.next else ring
    }
    println("rings $sum")
    // Large arrays, some of which live on.
    val kept = ArrayList<LongArray>()
    for (i in 0 until 2000) {
        val array = LongArray(10000) { it.toLong() * i }
        if (i % 100 == 0) kept += array
    }
    println("arrays ${kept.sumOf { it.last() }}")
    val long = StringBuilder()
    for (i in 0 until 100000) long.append(i % 10)
    var text = ""
    for (i in 0 until 2000) text += long[i * 37]
    println("text ${text.hashCode()} ${long.toString().hashCode()}")
    var list: Link? = null
    for (i in 0 until 500_000) list = Link(list, i)
    var n = 0L
    while (list != null) { n += list.value; list = list.next }
    println("list $n")
    val cache = HashMap<Int, String>()
    for (i in 0 until 200_000) {
        cache[i % 5000] = "value $i"
        if (i % 7 == 0) cache.remove(i % 4999)
    }
    println("cache ${cache.size} ${cache.values.sumOf { it.length }}")
}

fun main() {
    language()
    objects()
    exceptions()
    closures()
    strings()
    collections()
    pressure()
}
