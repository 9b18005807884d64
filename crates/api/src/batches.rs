//! A bounded queue that is written in batches beside the requests: what comes within
//! [`Limits::latest`] of the first, or until the batch is full, is written together. Not here: what is
//! written, and what becomes of what cannot be.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

/// How much waits for how long.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Messages that wait; whoever has another one waits, or does without.
    pub queue: usize,
    /// The least weight that is written at once.
    pub batch: usize,
    /// How long something may go unwritten.
    pub latest: Duration,
}

/// What is written together.
pub trait Batch<T>: Default + Send {
    /// Takes one in; by how much it weighs more now.
    fn add(&mut self, item: T) -> usize;
}

enum Message<T> {
    Item(T),
    Flush(oneshot::Sender<()>),
}

/// The front end of a queue.
pub struct Queue<T>(mpsc::Sender<Message<T>>);

impl<T> Clone for Queue<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The writer is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

impl<T: Send + 'static> Queue<T> {
    /// Starts the writer, which writes one batch after the other. Call on a thread of the runtime.
    #[must_use]
    pub fn start<B, W>(limits: Limits, write: impl Fn(B) -> W + Send + 'static) -> Self
    where
        B: Batch<T>,
        W: Future<Output = ()> + Send,
    {
        let (sender, mut queue) = mpsc::channel(limits.queue);
        tokio::spawn(async move {
            while let Some(first) = queue.recv().await {
                let (batch, flushed) = gather(&mut queue, first, limits).await;
                if let Some(batch) = batch {
                    write(batch).await;
                }
                for done in flushed {
                    // Whoever asked may have stopped waiting.
                    let _gone = done.send(());
                }
            }
        });
        Self(sender)
    }

    /// Waits for room.
    ///
    /// # Errors
    /// When the writer is gone.
    pub async fn send(&self, item: T) -> Result<(), Closed> {
        let sent = self.0.send(Message::Item(item)).await;
        sent.map_err(|_| Closed)
    }

    /// Whether there was room.
    #[must_use]
    pub fn offer(&self, item: T) -> bool {
        self.0.try_send(Message::Item(item)).is_ok()
    }

    /// Returns when everything that was queued before is written.
    pub async fn flush(&self) {
        let (done, written) = oneshot::channel();
        if self.0.send(Message::Flush(done)).await.is_ok() {
            // An error means that the writer is gone, and nothing is left to wait for.
            drop(written.await);
        }
    }
}

/// What is written together, `None` when it is nothing, and who waits for it.
async fn gather<T, B: Batch<T>>(
    queue: &mut mpsc::Receiver<Message<T>>,
    first: Message<T>,
    limits: Limits,
) -> (Option<B>, Vec<oneshot::Sender<()>>) {
    let (mut batch, mut flushed, mut heavy) = (None, Vec::new(), 0);
    let mut take = |message: Message<T>| match message {
        Message::Item(item) => {
            heavy += batch.get_or_insert_with(B::default).add(item);
            heavy < limits.batch
        }
        Message::Flush(done) => {
            flushed.push(done);
            false
        }
    };
    let mut open = take(first);
    let deadline = tokio::time::Instant::now() + limits.latest;
    while open && let Ok(Some(next)) = tokio::time::timeout_at(deadline, queue.recv()).await {
        // Where there is always another one, the timeout is late.
        open = take(next) && tokio::time::Instant::now() < deadline;
    }
    (batch, flushed)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// The batches that were written.
    type Book = Arc<Mutex<Vec<Vec<usize>>>>;

    impl Batch<usize> for Vec<usize> {
        fn add(&mut self, item: usize) -> usize {
            self.push(item);
            item
        }
    }

    fn queue(latest: Duration) -> (Queue<usize>, Book) {
        let written = Book::default();
        let limits = Limits {
            queue: 4,
            batch: 10,
            latest,
        };
        let book = Arc::clone(&written);
        let queue = Queue::start(limits, move |items: Vec<usize>| {
            book.lock().unwrap().push(items);
            std::future::ready(())
        });
        (queue, written)
    }

    #[tokio::test]
    async fn a_full_batch_is_written_at_once_and_a_flush_writes_the_rest() {
        let (queue, written) = queue(Duration::from_secs(60));
        for one in [4, 6, 1, 2] {
            queue.send(one).await.unwrap();
        }
        queue.flush().await;
        assert_eq!(*written.lock().unwrap(), [vec![4, 6], vec![1, 2]]);
        queue.flush().await;
        assert_eq!(written.lock().unwrap().len(), 2, "nothing is no batch");
    }

    #[tokio::test]
    async fn what_does_not_fit_is_refused_and_what_waits_is_written_in_time() {
        let (queue, written) = queue(Duration::from_millis(5));
        let taken = (0..9).filter(|_| queue.offer(1)).count();
        assert_eq!(taken, 4, "before the writer gets a turn");
        while written.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(*written.lock().unwrap(), [vec![1; 4]]);
    }

    #[tokio::test]
    async fn what_weighs_nothing_does_not_put_the_writing_off() {
        let (queue, written) = queue(Duration::ZERO);
        assert!(
            (0..4).all(|_| queue.offer(0)),
            "before the writer gets a turn"
        );
        queue.flush().await;
        let batches = written.lock().unwrap().len();
        assert!(batches > 1, "the time is over, whatever else there is");
    }
}
