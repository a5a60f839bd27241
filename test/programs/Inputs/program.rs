// A program of Rust's standard library: collections, formatting, 128-bit
// arithmetic, traits, iterators, files, and an exit code.
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::fs;
use std::io::{self, BufRead, Read, Write};

#[derive(Debug, Clone, PartialEq)]
enum Shape {
    Circle(f64),
    Rectangle { width: f64, height: f64 },
}

impl Shape {
    fn area(&self) -> f64 {
        match self {
            Shape::Circle(radius) => std::f64::consts::PI * radius * radius,
            Shape::Rectangle { width, height } => width * height,
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{:?} of {:08.3}", self, self.area())
    }
}

trait Speak {
    fn speak(&self) -> String;
}
struct Dog(String);
struct Robot<T: fmt::Display>(T);
impl Speak for Dog {
    fn speak(&self) -> String {
        format!("{:>8}!", self.0)
    }
}
impl<T: fmt::Display> Speak for Robot<T> {
    fn speak(&self) -> String {
        format!("<{:+.2e}>", self.0.to_string().parse::<f64>().unwrap())
    }
}

fn fibonacci(n: u32) -> u128 {
    (0..n).fold((0u128, 1u128), |(a, b), _| (b, a + b)).0
}

fn sieve(limit: usize) -> Vec<usize> {
    let mut composite = vec![false; limit];
    let mut primes = Vec::new();
    for i in 2..limit {
        if !composite[i] {
            primes.push(i);
            (i * i..limit).step_by(i).for_each(|j| composite[j] = true);
        }
    }
    primes
}

fn files(folder: &str) -> io::Result<()> {
    let path = format!("{folder}/poem.txt");
    let mut file = fs::File::create(&path)?;
    writeln!(file, "über\nallen\nGipfeln")?;
    drop(file);
    let mut text = String::new();
    fs::File::open(&path)?.read_to_string(&mut text)?;
    println!("{} bytes, {} characters", text.len(), text.chars().count());
    for line in text.lines().rev() {
        print!("{} ", line.to_uppercase());
    }
    println!("{}", fs::read_dir(folder)?.count());
    fs::remove_file(&path)?;
    match fs::metadata(&path) {
        Err(error) => println!("{:?}", error.kind()),
        Ok(_) => println!("still there"),
    }
    Ok(())
}

fn main() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in io::stdin().lock().lines() {
        for word in line.expect("a line").split_whitespace() {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    println!("{counts:?}");
    let hashed: HashMap<_, _> = counts.iter().map(|(k, v)| (v, k)).collect();
    let distinct: HashSet<_> = hashed.keys().collect();
    println!("{} {}", hashed.len(), distinct.len());

    let shapes = [
        Shape::Circle(1.5),
        Shape::Rectangle { width: 3.0, height: 1e-3 },
    ];
    for shape in &shapes {
        println!("{shape}");
    }
    let speakers: Vec<Box<dyn Speak>> =
        vec![Box::new(Dog("wau".into())), Box::new(Robot(-0.000123))];
    for speaker in &speakers {
        println!("{}", speaker.speak());
    }
    println!("{} {}", fibonacci(186), u128::MAX / fibonacci(100));
    println!("{:?}", i64::MAX.checked_add(1).or(Some(i64::MIN)));
    let primes = sieve(10_000);
    println!("{} {}", primes.len(), primes.iter().sum::<usize>());
    println!("{:?}", "1,2,x".split(',').map(str::parse::<i32>)
        .collect::<Result<Vec<_>, _>>().map_err(|e| e.to_string()));

    let arguments: Vec<String> = std::env::args().skip(1).collect();
    println!("{arguments:?} {:?}", std::env::var("GREETING"));
    if let Err(error) = files(&arguments[0]) {
        println!("{error}");
    }
    std::process::exit(arguments.len() as i32);
}
