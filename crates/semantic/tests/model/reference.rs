//! The network once more, written down plainly in 64 bits: one text, no batches, no masks. After
//! Vaswani et al. 2017 and Devlin et al. 2019: post-norm, GELU with the error function.

use crate::tiny::Tiny;

type Rows = Vec<Vec<f64>>;

/// The vector of each token, of which the first stands at position `first`.
pub fn hidden(tiny: &Tiny, tokens: &[usize], first: usize) -> Rows {
    let net = Net(tiny);
    let (words, places) = (
        net.rows("embeddings.word_embeddings"),
        net.rows("embeddings.position_embeddings"),
    );
    let types = net.rows("embeddings.token_type_embeddings");
    let summed = (tokens.iter().enumerate())
        .map(|(at, token)| add(&add(&words[*token], &places[first + at]), &types[0]))
        .collect();
    let mut hidden = net.norm("embeddings.LayerNorm", &summed);
    for layer in 0..net.number("num_hidden_layers") {
        let name = |part: &str| format!("encoder.layer.{layer}.{part}");
        let seen = net.attention(&name("attention.self"), &hidden);
        let seen = net.linear(&name("attention.output.dense"), &seen);
        let seen = net.norm(&name("attention.output.LayerNorm"), &sum(&seen, &hidden));
        let wide = net.linear(&name("intermediate.dense"), &seen);
        let wide = wide
            .iter()
            .map(|row| row.iter().map(|x| gelu(*x)).collect())
            .collect();
        let out = net.linear(&name("output.dense"), &wide);
        hidden = net.norm(&name("output.LayerNorm"), &sum(&out, &seen));
    }
    hidden
}

pub fn unit(vector: &[f64]) -> Vec<f64> {
    let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    vector.iter().map(|x| x / length).collect()
}

pub fn mean(rows: &Rows) -> Vec<f64> {
    let total = rows
        .iter()
        .skip(1)
        .fold(rows[0].clone(), |total, row| add(&total, row));
    total.iter().map(|x| x / count(rows.len())).collect()
}

pub fn largest(rows: &Rows) -> Vec<f64> {
    let highest = |at: usize| rows.iter().map(|row| row[at]).fold(f64::MIN, f64::max);
    (0..rows[0].len()).map(highest).collect()
}

struct Net<'a>(&'a Tiny);

impl Net<'_> {
    fn number(&self, name: &str) -> usize {
        usize::try_from(self.0.config[name].as_u64().unwrap()).unwrap()
    }

    fn rows(&self, name: &str) -> Rows {
        let (shape, numbers) = &self.0.weights[&format!("{name}.weight")];
        let row = |row: &[f32]| row.iter().map(|x| f64::from(*x)).collect();
        numbers.chunks(*shape.last().unwrap()).map(row).collect()
    }

    fn vector(&self, name: &str) -> Vec<f64> {
        self.0.weights[name]
            .1
            .iter()
            .map(|x| f64::from(*x))
            .collect()
    }

    fn linear(&self, name: &str, input: &Rows) -> Rows {
        let (weight, bias) = (self.rows(name), self.vector(&format!("{name}.bias")));
        let out = |row: &Vec<f64>| {
            weight
                .iter()
                .zip(&bias)
                .map(|(w, b)| dot(w, row) + b)
                .collect()
        };
        input.iter().map(out).collect()
    }

    fn norm(&self, name: &str, input: &Rows) -> Rows {
        let epsilon = self.0.config["layer_norm_eps"].as_f64().unwrap();
        let (weight, bias) = (
            self.vector(&format!("{name}.weight")),
            self.vector(&format!("{name}.bias")),
        );
        let normal = |row: &Vec<f64>| {
            let mean = row.iter().sum::<f64>() / count(row.len());
            let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count(row.len());
            let scaled = row.iter().map(|x| (x - mean) / (variance + epsilon).sqrt());
            scaled
                .zip(weight.iter().zip(&bias))
                .map(|(x, (w, b))| x * w + b)
                .collect()
        };
        input.iter().map(normal).collect()
    }

    fn attention(&self, name: &str, input: &Rows) -> Rows {
        let part = |part: &str| self.linear(&format!("{name}.{part}"), input);
        let (query, key, value) = (part("query"), part("key"), part("value"));
        let width = query[0].len() / self.number("num_attention_heads");
        let mut out = vec![Vec::new(); input.len()];
        for start in (0..query[0].len()).step_by(width) {
            let head = start..start + width;
            for (q, out) in query.iter().zip(&mut out) {
                let alike = |k: &Vec<f64>| {
                    (dot(&q[head.clone()], &k[head.clone()]) / count(width).sqrt()).exp()
                };
                let weights: Vec<f64> = key.iter().map(alike).collect();
                let total: f64 = weights.iter().sum();
                let seen = |at: usize| {
                    let parts = weights.iter().zip(&value).map(|(w, v)| w * v[at]);
                    parts.sum::<f64>() / total
                };
                out.extend(head.clone().map(seen));
            }
        }
        out
    }
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap())
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn add(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(x, y)| x + y).collect()
}

fn sum(a: &Rows, b: &Rows) -> Rows {
    a.iter().zip(b).map(|(a, b)| add(a, b)).collect()
}

fn gelu(x: f64) -> f64 {
    x / 2.0 * (1.0 + erf(x / std::f64::consts::SQRT_2))
}

/// The series that converges everywhere (Abramowitz and Stegun 7.1.6).
fn erf(x: f64) -> f64 {
    let (mut term, mut total) = (x, x);
    for n in 1..200 {
        term *= 2.0 * x * x / f64::from(2 * n + 1);
        total += term;
    }
    std::f64::consts::FRAC_2_SQRT_PI * (-x * x).exp() * total
}
