use std::{fmt, time::Duration};

use redis::{
    Client, Cmd, FromRedisValue, RedisError, ScriptInvocation,
    aio::{ConnectionManager, ConnectionManagerConfig},
};

use crate::{
    storage::RedisUrl,
    store::{Answer, StoreError},
};

/// How long an attempt to connect may take, of which there are two, and how long an answer.
const CONNECT: Duration = Duration::from_secs(2);
const ANSWER: Duration = Duration::from_secs(3);

/// One connection that all requests share, and that is made anew when it breaks. What was asked on the broken one is not
/// asked again: it may have been done, and whoever asked has to be told that nobody knows.
#[derive(Clone)]
pub(super) struct Connection(ConnectionManager);

impl Connection {
    pub(super) async fn open(url: &RedisUrl) -> Result<Self, RedisError> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(CONNECT))
            .set_response_timeout(Some(ANSWER))
            .set_number_of_retries(1);
        ConnectionManager::new_with_config(Client::open(url.reveal())?, config).await.map(Self)
    }

    pub(super) fn ask<T: FromRedisValue + Send>(&self, command: Cmd) -> Answer<'static, T> {
        let mut connection = self.0.clone();
        Box::pin(async move { command.query_async(&mut connection).await.map_err(failure) })
    }

    /// Runs a script, which Redis is sent only if it does not know it yet.
    pub(super) fn run<T: FromRedisValue + Send>(
        &self,
        script: ScriptInvocation<'static>,
    ) -> Answer<'static, T> {
        let mut connection = self.0.clone();
        Box::pin(async move { script.invoke_async(&mut connection).await.map_err(failure) })
    }
}

fn failure(error: RedisError) -> StoreError {
    StoreError(error.into())
}

/// Without the address, whose user and password are nobody's business.
impl fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Connection").finish_non_exhaustive()
    }
}
