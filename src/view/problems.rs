//! What could not be used of what was asked for.

use super::node::Node;

/// Problems as a list, each with what is done instead. It has its place also where there are
/// none, so that nothing else is another element when there are some.
#[must_use]
pub fn problems(problems: &[String]) -> Node {
    let item = |problem: &String| Node::new("li").text(problem.clone());
    let mut lists = Vec::new();
    if !problems.is_empty() {
        let items = problems.iter().map(item).collect();
        lists.push(Node::new("ul.problems part=problems").children(items));
    }
    Node::new("div role=alert").children(lists)
}
