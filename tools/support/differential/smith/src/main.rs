//! w2o-smith: random modules from wasm-smith, for tools/differential.
//!
//! A server: each line of standard input is a request `SEED FILE FEATURE...`.
//! The module is written to FILE, and the answer is a line `ok FUEL`, with the
//! index of the global that is decremented by each call and each turn of a
//! loop, or `none REASON` for a seed that gives no module. The same seed and
//! features always give the same module.

use arbitrary::Unstructured;
use std::io::{BufRead, Write};
use wasm_smith::{Config, MemoryOffsetChoices, Module};

/// SplitMix64: small, and the same everywhere for ever.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e3779b97f4a7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d049bb133111eb);
        z ^ (z >> 31)
    }

    /// At least `low`, at most `high`.
    fn range(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.next() % n == 0
    }
}

/// Modules that do something: everything is exported, nothing imported, and
/// memories and tables are small and have a maximum, so that growing them
/// succeeds in every engine or in none.
fn config(random: &mut Random, features: &[&str]) -> Config {
    let on = |name: &str| features.contains(&name);
    let mut config = Config::default();
    // One that traps would hide all the rest.
    config.allow_start_export = random.one_in(6);
    config.export_everything = true;
    config.max_imports = 0;
    config.min_funcs = 1;
    config.max_funcs = random.range(1, 8) as usize;
    config.max_instructions = random.range(20, 200) as usize;
    config.max_nesting_depth = random.range(2, 8) as usize;
    config.max_globals = 8;
    config.max_types = 12;
    config.min_types = 2;
    config.max_elements = 12;
    config.max_element_segments = 4;
    config.max_data_segments = 4;
    config.max_tags = 3;
    config.max_memories = if on("multi-memory") { 3 } else { 1 };
    config.min_memories = if random.one_in(8) { 0 } else { 1 };
    config.max_tables = 3;
    config.min_tables = if random.one_in(3) { 0 } else { 1 };
    config.max_memory32_bytes = 4 << 16;
    config.max_memory64_bytes = 4 << 16;
    config.memory_max_size_required = true;
    config.max_table_elements = 64;
    config.table_max_size_required = true;
    // Offsets within the memory, near its end, and anywhere.
    config.memory_offset_choices = MemoryOffsetChoices(80, 15, 5);
    // Otherwise NaN bits that the specification leaves open reach memory.
    config.canonicalize_nans = true;
    // Half of the modules run to the end, the others find traps.
    config.disallow_traps = random.one_in(2);
    config.allow_floats = !random.one_in(4);

    config.multi_value_enabled = true;
    config.reference_types_enabled = true;
    config.bulk_memory_enabled = true;
    config.simd_enabled = on("simd");
    config.relaxed_simd_enabled = on("relaxed-simd");
    config.tail_call_enabled = on("tail-call");
    config.memory64_enabled = on("memory64");
    config.threads_enabled = on("threads");
    config.wide_arithmetic_enabled = on("wide-arithmetic");
    config.custom_page_sizes_enabled = on("custom-page-sizes");
    config.extended_const_enabled = on("extended-const");
    config.exceptions_enabled = on("exceptions");
    config.gc_enabled = on("gc");
    config.compact_imports_enabled = false;
    config.custom_descriptors_enabled = false;
    config.shared_everything_threads_enabled = false;
    config
}

fn generate(seed: u64, features: &[&str]) -> Result<(Vec<u8>, u32), String> {
    let mut random = Random(seed);
    let config = config(&mut random, features);
    let size = random.range(200, 4000) as usize;
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        bytes.extend_from_slice(&random.next().to_le_bytes());
    }
    let mut module = Module::new(config, &mut Unstructured::new(&bytes))
        .map_err(|error| error.to_string())?;
    let fuel = module
        .ensure_termination(1000)
        .map_err(|error| error.to_string())?;
    Ok((module.to_bytes(), fuel))
}

fn answer(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [seed, file, features @ ..] = &words[..] else {
        return "none expected SEED FILE FEATURE...".to_string();
    };
    let Ok(seed) = seed.parse::<u64>() else {
        return format!("none '{seed}' is not a seed");
    };
    match generate(seed, features) {
        Ok((module, fuel)) => match std::fs::write(file, module) {
            Ok(()) => format!("ok {fuel}"),
            Err(error) => format!("none cannot write {file}: {error}"),
        },
        Err(reason) => format!("none {}", reason.replace('\n', " ")),
    }
}

fn main() {
    let mut output = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        if writeln!(output, "{}", answer(&line)).is_err() || output.flush().is_err() {
            break;
        }
    }
}
